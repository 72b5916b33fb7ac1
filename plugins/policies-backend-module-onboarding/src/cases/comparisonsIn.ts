import { isExactNumber } from '@internal/plugin-policies-common';

/*
 * Reads what policies compare attributes with, from their text. Cedar, Rego, Casbin and CEL write
 * comparisons alike, so one reading serves all of them. It is for proposing requests only: what is read
 * wrongly makes a request that tells nothing new, since the engine decides each of them. The text is
 * hostile input: no pattern may take more than a step a letter, so none has two repetitions side by side
 * that could share letters.
 */

/** A part of a request that has attributes. */
export type Part = 'subject' | 'resource' | 'context';

/** What a comparison compares. */
export type Operand =
  | { kind: 'attribute'; of: Part; name: string }
  /** Whoever asks; `reference` where the language refers to entities. */
  | { kind: 'self'; reference: boolean }
  | { kind: 'value'; value: Scalar }
  | { kind: 'values'; values: Scalar[] };

export type Scalar = string | number | boolean;

export type Comparator =
  | '=='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | 'in'
  | 'not in';

/** That a comparison holds is what its statement asks for. */
export interface Comparison {
  left: Operand;
  comparator: Comparator;
  right: Operand;
}

export const OPPOSITE: Record<Comparator, Comparator> = {
  '==': '!=',
  '!=': '==',
  '<': '>=',
  '>=': '<',
  '>': '<=',
  '<=': '>',
  in: 'not in',
  'not in': 'in',
};

/** Where languages keep attributes; the first that fits counts. */
const ROOTS: Array<{ of: Part; root: string }> = [
  {
    of: 'context',
    root: String.raw`input\.context|r\.ctx|R\.attr\.context|request\.resource\.attr\.context|context`,
  },
  {
    of: 'subject',
    root: String.raw`input\.subject\.properties|r\.sub|P\.attr|request\.principal\.attr|principal`,
  },
  {
    of: 'resource',
    root: String.raw`input\.resource\.properties|r\.obj|R\.attr|request\.resource\.attr|resource`,
  },
];

/** Given with each entity, so that no request has to say it. */
const GIVEN = new Set(['id', 'type']);

// A method of an attribute, as in `context.tags.contains("x")`, is none of its parts.
const NAMES = String.raw`(?:\.[A-Za-z_]\w*\b(?!\s*\())+`;
const ATTRIBUTE = String.raw`(?<![\w.])(?:${ROOTS.map(({ root }) => root).join(
  '|',
)})${NAMES}`;
const SELF = String.raw`(?<![\w.])(?:input\.subject\.id|r\.sub\.id|P\.id|request\.principal\.id)\b|(?<![\w.])principal(?![\w.:])`;
const SCALAR = String.raw`"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|(?<![\w.])-?\d+(?:\.\d+)?(?![\w.])|\b(?:true|false)\b`;
const LIST = String.raw`[[{(]\s*(?:${SCALAR})(?:\s*,\s*(?:${SCALAR}))*\s*(?:,\s*)?[\]})]`;
const OPERAND = String.raw`${SELF}|${ATTRIBUTE}|${SCALAR}|${LIST}`;

const BETWEEN = new RegExp(
  String.raw`(${OPERAND})\s*(==|!=|<=|>=|<|>|\bin\b)\s*(${OPERAND})`,
  'g',
);
const CONTAINS = new RegExp(
  String.raw`(${ATTRIBUTE}|${LIST})\.contains\(\s*(${OPERAND})\s*\)`,
  'g',
);
const ALONE = new RegExp(String.raw`(!\s*|\bnot\s+)?(${ATTRIBUTE})`, 'g');
/** Statements are read as far as people write them. */
const MOST_LETTERS = 20_000;
const UNLESS = /\bunless\b/;

/** Comparisons of a statement, in order. */
export function comparisonsIn(statement: string): Comparison[] {
  const text = statement
    .slice(0, MOST_LETTERS)
    .replace(/(^|\s)(?:\/\/|#).*$/gm, '$1');
  // What stands behind `unless` of Cedar has to fail.
  const unless = UNLESS.exec(text)?.index ?? text.length;
  const found: Array<Comparison & { at: number }> = [];
  const add = (
    at: number,
    left: string,
    comparator: Comparator,
    right: string,
  ) => {
    const compared = [operandOf(left), operandOf(right)] as const;
    if (compared.every(Boolean)) {
      found.push({
        at,
        left: compared[0]!,
        comparator: at > unless ? OPPOSITE[comparator] : comparator,
        right: compared[1]!,
      });
    }
  };
  // What was read is blanked out, so that a part of it is not read once more.
  const blank = (match: string) => ' '.repeat(match.length);
  const rest = text
    .replace(CONTAINS, (match, list, element, at) => {
      add(at, element, 'in', list);
      return blank(match);
    })
    .replace(BETWEEN, (match, left, comparator, right, at) => {
      add(at, left, comparator, right);
      return blank(match);
    });
  for (const { 1: negated, 2: attribute, index } of rest.matchAll(ALONE)) {
    add(index, attribute, negated ? '!=' : '==', 'true');
  }
  return found
    .sort((a, b) => a.at - b.at)
    .map(({ at: _, ...comparison }) => comparison)
    .filter(({ left, right }) =>
      [left, right].some(({ kind }) => kind === 'attribute'),
    );
}

function operandOf(text: string): Operand | undefined {
  if (new RegExp(`^(?:${SELF})$`).test(text)) {
    return { kind: 'self', reference: text === 'principal' };
  }
  for (const { of, root } of ROOTS) {
    const [, name] =
      new RegExp(String.raw`^(?:${root})\.(.+)$`).exec(text) ?? [];
    if (name) {
      return GIVEN.has(name) ? undefined : { kind: 'attribute', of, name };
    }
  }
  return /^[[{(]/.test(text)
    ? {
        kind: 'values',
        values: [...text.matchAll(new RegExp(SCALAR, 'g'))].map(([scalar]) =>
          scalarOf(scalar),
        ),
      }
    : { kind: 'value', value: scalarOf(text) };
}

function scalarOf(text: string): Scalar {
  if (/^["']/.test(text)) {
    return text.slice(1, -1).replace(/\\(.)/g, '$1');
  }
  if (text === 'true' || text === 'false') {
    return text === 'true';
  }
  // A case cannot hold a longer number.
  return isExactNumber(text) ? Number(text) : text;
}
