/** Checks of a proposed revision, in the order in which pages show them. */
export const CHECK_NAMES = [
  'validation',
  'cases',
  'native-tests',
  'house-rules',
  'impact',
] as const;

export type CheckName = (typeof CHECK_NAMES)[number];
