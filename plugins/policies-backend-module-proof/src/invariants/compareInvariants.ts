import { Invariant } from '@internal/plugin-policies-common';

/** An invariant that a change takes away or rewrites. */
export interface ChangedInvariant {
  was: Invariant;
  /** The regulations that it serves, before and after. */
  regulations: string[];
  how: 'removed' | 'rewritten';
  sentence: string;
}

/** Invariants of the base that the proposed revision does not hold as they were. */
export function compareInvariants(
  before: Invariant[],
  after: Invariant[],
): ChangedInvariant[] {
  return before.flatMap((was): ChangedInvariant[] => {
    const is = after.find(({ name }) => name === was.name);
    const told = `invariant '${was.name}' (“${
      was.title
    }”, ${was.regulations.join(', ')})`;
    if (!is) {
      return [
        {
          was,
          regulations: was.regulations,
          how: 'removed',
          sentence: `The change takes away ${told}: nothing has to keep it any more.`,
        },
      ];
    }
    // Whatever is left out of the comparison, such as blanks and comments, can be made to matter.
    const isSame = is.text === was.text && is.file === was.file;
    return isSame
      ? []
      : [
          {
            was,
            regulations: [...new Set([...was.regulations, ...is.regulations])],
            how: 'rewritten',
            sentence: `The change rewrites ${told}: see in the files what it asks for now.`,
          },
        ];
  });
}
