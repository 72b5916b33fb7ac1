import { DeterminingPolicy } from '@internal/plugin-policies-common';

/** The parts of a statement that cross the wire. */
export function placeOf(statement: DeterminingPolicy): DeterminingPolicy {
  const { policy, title, effect, file, range } = statement;
  return { policy, title, effect, file, range };
}
