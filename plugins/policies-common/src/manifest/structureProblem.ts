import { Document, isScalar, Node, Pair, Scalar, visit, YAMLMap } from 'yaml';
import {
  ILL_FORMED_HELP,
  INEXACT_HELP,
  isExactNumber,
  isWellFormed,
} from '../json';

/** Resolving aliases takes time with the square of their number. */
const MOST_ALIASES = 100;
const LONGEST_SHOWN = 60;

/** What is wrong with the structure of a YAML document, and where. */
export interface StructureProblem {
  /** Offsets of the first and past the last character. */
  range: [number, number];
  message: string;
  help: string;
}

/**
 * Finds what would be read as something else than is written: a repeated key, a number that is rounded,
 * half a character; or too many aliases. The parser could tell of repeated keys, but compares each with
 * each: minutes for a file of a megabyte.
 */
export function structureProblem(
  document: Document.Parsed,
): StructureProblem | undefined {
  if (document.directives?.yaml.version !== '1.2') {
    return {
      range: [0, 0],
      message: `the file is written for YAML ${document.directives?.yaml.version}`,
      help: "Remove the line that begins with '%YAML'; files are read as YAML 1.2.",
    };
  }
  let aliases = 0;
  let problem: StructureProblem | undefined;
  const stopAt = (found: StructureProblem | undefined) => {
    problem = found;
    return found && visit.BREAK;
  };
  visit(document, {
    Map: (_, map) =>
      stopAt(problemOfTag(map, map.tag, 'map') ?? problemOfKeys(map)),
    Seq: (_, list) => stopAt(problemOfTag(list, list.tag, 'seq')),
    Scalar: (_, scalar) =>
      stopAt(
        problemOfTag(scalar, scalar.tag, ...kindsOf(scalar)) ??
          problemOfScalar(scalar),
      ),
    Alias: (_, alias) => {
      aliases++;
      return stopAt(
        aliases > MOST_ALIASES
          ? {
              range: rangeOf(alias),
              message: `the file uses more than ${MOST_ALIASES} aliases`,
              help: 'Write aliases out.',
            }
          : undefined,
      );
    },
  });
  return problem;
}

/** What a value may be called: others, such as `!!set`, would be dropped on their way to an engine. */
function problemOfTag(
  node: Node,
  tag: string | undefined,
  ...kinds: string[]
): StructureProblem | undefined {
  return tag === undefined ||
    kinds.some(kind => tag === `tag:yaml.org,2002:${kind}`)
    ? undefined
    : {
        range: rangeOf(node),
        message: `the tag '${shortened(tag)}' does not fit this value`,
        help: 'Remove the tag; write texts, numbers, lists and maps.',
      };
}

function kindsOf({ value }: Scalar): string[] {
  switch (typeof value) {
    case 'string':
      return ['str'];
    case 'number':
      return ['int', 'float'];
    case 'boolean':
      return ['bool'];
    default:
      return value === null ? ['null'] : [];
  }
}

function problemOfKeys({ items }: YAMLMap): StructureProblem | undefined {
  const keys = new Set<string>();
  for (const { key } of items as Array<Pair<Node | null>>) {
    if (key && !isScalar(key)) {
      return {
        range: rangeOf(key),
        message: 'a key is no plain value',
        help: 'Write the key out, as text.',
      };
    }
    // As it is called in JavaScript, where keys are texts: `1` and `"1"` are the same.
    const name = String(key?.value ?? '');
    if (keys.has(name) || name === '__proto__') {
      return {
        range: rangeOf(key),
        message: keys.has(name)
          ? `the key '${shortened(name)}' is given twice`
          : `the key '${name}' is not allowed`,
        help: keys.has(name) ? 'Keep one of them.' : 'Give it another name.',
      };
    }
    keys.add(name);
  }
  return undefined;
}

function problemOfScalar(scalar: Scalar): StructureProblem | undefined {
  const { value, source = '' } = scalar;
  if (typeof value === 'string' && !isWellFormed(value)) {
    return {
      range: rangeOf(scalar),
      message: 'a text is not well-formed Unicode',
      help: ILL_FORMED_HELP,
    };
  }
  if (typeof value !== 'number') {
    return undefined;
  }
  if (value === 0) {
    scalar.value = 0;
  }
  return isExactNumber(source)
    ? undefined
    : {
        range: rangeOf(scalar),
        message: `the number ${shortened(source)} cannot be read exactly`,
        help: INEXACT_HELP,
      };
}

function rangeOf(node: Node | null): [number, number] {
  const [start = 0, end = 0] = node?.range ?? [];
  return [start, end];
}

function shortened(text: string): string {
  return text.length > LONGEST_SHOWN
    ? `${text.slice(0, LONGEST_SHOWN)}…`
    : text;
}
