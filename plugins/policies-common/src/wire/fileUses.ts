/**
 * What a file of a set is read as. `unused`: nothing reads it, and no decision depends on that; `refused`:
 * nothing reads it where it stands, and a decision might, so a diagnostic says what to do.
 */
export const FILE_USES = [
  'manifest',
  'catalog',
  'cases',
  'policy',
  'invariant',
  'library',
  'schema',
  'model',
  'actions',
  'entities',
  'data',
  'tuples',
  'roles',
  'native-test',
  'unused',
  'refused',
] as const;

export type FileUse = (typeof FILE_USES)[number];
