import {
  Invariant,
  RequestEnvironment,
} from '@internal/plugin-policies-common';
import { nameOf } from '../revision/environments';

const MOST_NAMED = 3;

/** An invariant that a change takes away, rewrites, or makes about less. */
export interface ChangedInvariant {
  was: Invariant;
  /** The regulations that it serves, before and after. */
  regulations: string[];
  how: 'removed' | 'rewritten' | 'narrowed';
  sentence: string;
}

/** An invariant of a revision. */
export interface ReadInvariant {
  invariant: Invariant;
  /** Kinds of requests that it is about, by their keys; absent where nobody can tell. */
  environments?: Map<string, RequestEnvironment>;
}

/** Invariants of the base that the proposed revision does not hold as they were, or not for all that they were about. */
export function compareInvariants(
  before: ReadInvariant[],
  after: ReadInvariant[],
): ChangedInvariant[] {
  return before.flatMap(
    ({ invariant: was, environments }): ChangedInvariant[] => {
      const found = after.find(({ invariant }) => invariant.name === was.name);
      const told = `invariant '${was.name}' (“${
        was.title
      }”, ${was.regulations.join(', ')})`;
      if (!found) {
        return [
          {
            was,
            regulations: was.regulations,
            how: 'removed',
            sentence: `The change takes away ${told}: nothing has to keep it any more.`,
          },
        ];
      }
      const is = found.invariant;
      // Whatever is left out of the comparison, such as blanks and comments, can be made to matter.
      if (is.text !== was.text || is.file !== was.file) {
        return [
          {
            was,
            regulations: [...new Set([...was.regulations, ...is.regulations])],
            how: 'rewritten',
            sentence: `The change rewrites ${told}: see in the files what it asks for now.`,
          },
        ];
      }
      const lost = [...(environments ?? [])].flatMap(([key, environment]) =>
        found.environments && !found.environments.has(key)
          ? [nameOf(environment)]
          : [],
      );
      return lost.length
        ? [
            {
              was,
              regulations: was.regulations,
              how: 'narrowed',
              sentence: `With the change, ${told} is about fewer kinds of requests, though its text is the same. It loses ${listed(
                lost,
              )}.`,
            },
          ]
        : [];
    },
  );
}

function listed(names: string[]): string {
  const others = names.length - MOST_NAMED;
  const named = names.slice(0, MOST_NAMED).join('; ');
  return others > 0 ? `${named}; and ${others} more` : named;
}
