import { Document, isScalar, visit } from 'yaml';

/** Resolving aliases takes time with the square of their number. */
const MOST_ALIASES = 100;

/** What is wrong with the structure of a YAML document, and where. */
export interface StructureProblem {
  /** Offsets of the first and past the last character. */
  range: [number, number];
  message: string;
  help: string;
}

/**
 * Finds a repeated key, or too many aliases. The parser could tell of repeated keys, but compares each
 * with each: minutes for a file of a megabyte.
 */
export function structureProblem(
  document: Document.Parsed,
): StructureProblem | undefined {
  let aliases = 0;
  let problem: StructureProblem | undefined;
  visit(document, {
    Map(_, map) {
      const keys = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key)) {
          continue;
        }
        if (keys.has(key.value)) {
          const [start = 0, end = 0] = key.range ?? [];
          problem = {
            range: [start, end],
            message: `the key '${String(key.value)}' is given twice`,
            help: 'Keep one of them.',
          };
          return visit.BREAK;
        }
        keys.add(key.value);
      }
      return undefined;
    },
    Alias(_, alias) {
      aliases++;
      if (aliases <= MOST_ALIASES) {
        return undefined;
      }
      const [start = 0, end = 0] = alias.range ?? [];
      problem = {
        range: [start, end],
        message: `the file uses more than ${MOST_ALIASES} aliases`,
        help: 'Write aliases out.',
      };
      return visit.BREAK;
    },
  });
  return problem;
}
