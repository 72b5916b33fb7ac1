/** What `cedar symcc` can be asked, with the words in which it answers. */
export const SYMCC_COMMANDS = {
  'never-errors': 'Policy never errors',
  'always-matches': 'Policy always matches',
  'never-matches': 'Policy never matches',
  'always-allows': 'Policy set always allows',
  'always-denies': 'Policy set always denies',
  equivalent: 'Policy sets are equivalent',
  implies: 'Policy set 1 implies policy set 2',
  disjoint: 'Policy sets are disjoint',
} as const;

export type SymccCommand = keyof typeof SYMCC_COMMANDS;
