import { kindOf } from './kindOf';
import { ExpressionNode } from './parseExpression';

/*
 * The portal runs Casbin for Node. Where Casbin for Go, which most services embed, would decide the same
 * rule otherwise, that is said when the rule is read. What depends on the values of a request alone is no
 * matter of this file: there both have to agree, or the rule is an error (see `ValueChecks`).
 */

/** What to do about a difference. */
export const GO_HELP =
  'Write it so that both agree, unless this set is decided here only.';

/** Whether a pattern can be used, and what Go makes otherwise of it. */
export interface PatternCheck {
  /** It cannot be used at all. */
  error?: string;
  difference?: string;
}

const ONLY_IN_NODE = new Set(['===', '!==', '>>>']);
const BITWISE = new Set(['&', '|', '^', '<<', '>>']);
/** Texts that Go's expressions read as points in time. */
const TIMES =
  /^(\d{4}-\d\d-\d\d([T ]\d\d(:\d\d){0,2}(\.\d+)?\s*(Z|[+-]\d\d(:?\d\d)?)?)?|\d{1,2}:\d\d[AP]M|(Mon|Tue|Wed|Thu|Fri|Sat|Sun) .*\d\d:\d\d:\d\d.*)$/;
/** Escapes that mean a character here, and the letter itself in Go. */
const CONTROL_ESCAPE = /(^|[^\\])(\\\\)*\\[nrtbfv]/;

const QUOTED = /'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"/g;

/** Places of patterns: their function, and the tokens of rules or the texts that stand there. */
export interface PatternUse {
  name: string;
  token?: string;
  text?: string;
}

/** What Casbin for Go makes otherwise of an expression. */
export function goDifferences(text: string, tree: ExpressionNode): string[] {
  const found = new Set<string>();
  visit(tree, node => {
    const { type, operator = '', raw = '', value } = node;
    if (ONLY_IN_NODE.has(operator)) {
      found.add(`Casbin for Go has no '${operator}'`);
    } else if (BITWISE.has(operator) && type === 'BinaryExpression') {
      found.add(
        `'${operator}' binds more tightly than comparisons in Casbin for Go; write brackets`,
      );
    } else if (type === 'UnaryExpression' && operator === '+') {
      found.add("Casbin for Go has no '+' before a number");
    } else if (type === 'Literal' && typeof value === 'string') {
      if (TIMES.test(value)) {
        found.add(
          `Casbin for Go takes the text ${raw} for a point in time, which equals no text`,
        );
      }
      if (CONTROL_ESCAPE.test(raw)) {
        found.add(
          `Casbin for Go takes the escape in the text ${raw} for a letter`,
        );
      }
      if (/['"]/.test(value)) {
        found.add(
          `in Casbin for Go a text ends with a quote of either kind, as stands in ${raw}`,
        );
      }
    } else if (
      type === 'Literal' &&
      /[eE]/.test(raw) &&
      kindOf(node) === 'number'
    ) {
      found.add(`Casbin for Go cannot read the number ${raw}`);
    }
  });
  if (text.replace(QUOTED, '').includes('[')) {
    found.add("Casbin for Go writes lists in round brackets: ('a', 'b')");
  }
  return [...found];
}

/** The patterns an expression matches against. */
export function patternUses(tree: ExpressionNode): PatternUse[] {
  const uses: PatternUse[] = [];
  visit(tree, ({ callee, arguments: parts = [] }) => {
    const pattern = parts[1];
    const name = callee?.name ?? '';
    if (!pattern || !/^(key(Match|Get)\d?|regexMatch|globMatch)$/.test(name)) {
      return;
    }
    if (typeof pattern.value === 'string') {
      uses.push({ name, text: pattern.value });
    } else if (pattern.type === 'Identifier') {
      uses.push({ name, token: /^p_(.+)$/.exec(pattern.name!)?.[1] });
    }
  });
  return uses;
}

/** Looks at a pattern that a function of this name is given. */
export function checkPattern(name: string, pattern: string): PatternCheck {
  if (name === 'globMatch') {
    return {
      difference: `'globMatch' of Casbin for Go lets '*' stand for names that begin with a dot, and knows no '${
        /^[!#]|[!?*+@]\(/.exec(pattern)?.[0] ?? '!(…)'
      }'`,
    };
  }
  if (name === 'keyMatch' || name === 'keyGet') {
    return {};
  }
  if (/^key/.test(name)) {
    const node = nodePattern(name, pattern);
    if (node === undefined) {
      return { error: `the pattern '${pattern}' has a '{' without its '}'` };
    }
    const difference =
      node !== goPattern(name, pattern) || repeatsToken(name, pattern)
        ? `'${name}' of Casbin for Go takes the pattern '${pattern}' otherwise`
        : undefined;
    return { error: regexError(node), difference };
  }
  return {
    error: regexError(pattern),
    difference: regexDifference(pattern),
  };
}

function regexError(pattern: string): string | undefined {
  try {
    return RegExp(pattern) && undefined;
  } catch (error) {
    return `the pattern '${pattern}' cannot be used: ${
      (error as Error).message
    }`;
  }
}

/** Go's regular expressions are RE2's. */
function regexDifference(pattern: string): string | undefined {
  const [found] =
    /\(\?(?:[=!]|<[=!])|\\[1-9]|\\k<|\(\?[imsU-]+[:)]|\\[AzZQEpPaC]|\[\[:\^?\w+:\]|\\[cu]|\\x[^{0-9a-fA-F]|\[\^?\]/.exec(
      pattern.replace(/\\\\/g, ''),
    ) ?? [];
  return found === undefined
    ? undefined
    : `'${found}' in the pattern '${pattern}' means something else in Casbin for Go, or cannot be used there`;
}

/** The regular expression that Casbin for Node makes; undefined where it would look for its end for ever. */
function nodePattern(name: string, pattern: string): string | undefined {
  const [sign, token, by] =
    name === 'keyMatch2' || name === 'keyGet2'
      ? ['/:', /(.*):[^/]+(.*)/, '$1[^/]+$2']
      : [
          '/{',
          /(.*){[^/]+}(.*)/,
          name === 'keyMatch4' ? '$1([^/]+)$2' : '$1[^/]+$2',
        ];
  let text = pattern.replace(/\/\*/g, '/.*');
  while (text.includes(sign as string)) {
    const next = text.replace(token, by as string);
    if (next === text) {
      return undefined;
    }
    text = next;
  }
  return name === 'keyMatch2' && text === '*' ? '(.*)' : text;
}

function goPattern(name: string, pattern: string): string {
  const text = pattern.replace(/\/\*/g, '/.*');
  if (name === 'keyMatch2' || name === 'keyGet2') {
    return text.replace(/:[^/]+/g, '[^/]+');
  }
  return name === 'keyMatch4'
    ? text.replace(/{([^/]+)}/g, '([^/]+)')
    : text.replace(/\{[^/]+\}/g, '[^/]+');
}

/** Casbin for Node compares all values with the first, not those of one name. */
function repeatsToken(name: string, pattern: string): boolean {
  const tokens = pattern.match(/\{[^/}]+\}/g) ?? [];
  const distinct = new Set(tokens).size;
  return name === 'keyMatch4' && distinct > 1 && distinct < tokens.length;
}

function visit(
  node: ExpressionNode,
  look: (node: ExpressionNode) => void,
): void {
  look(node);
  for (const part of [
    node.left,
    node.right,
    node.argument,
    ...(node.elements ?? []),
    ...(node.arguments ?? []),
  ]) {
    if (part) {
      visit(part, look);
    }
  }
}
