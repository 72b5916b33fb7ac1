import { PolicyFile } from '@internal/plugin-policies-common';
import { inPlace, Language } from './Language';

const MODEL = 'model.conf';
const RULE = /^[ \t]*"?p"?[ \t]*,/m;
const ROLE = /^[ \t]*"?g\d*"?[ \t]*,/m;

function isModel({ path, content }: PolicyFile): boolean {
  return (
    /\.(conf|ini|cfg|txt)$/i.test(path) &&
    /^[ \t]*\[request_definition\][ \t\r]*$/m.test(content)
  );
}

function placeOf(file: PolicyFile): string {
  const { path, content } = file;
  if (isModel(file)) {
    return MODEL;
  }
  if (!path.endsWith('.csv')) {
    return path;
  }
  const isPlaced = path.startsWith('policies/');
  if (ROLE.test(content) && !RULE.test(content)) {
    return isPlaced ? path.slice('policies/'.length) : path;
  }
  return isPlaced ? path : `policies/${path}`;
}

/** Casbin: rules are policies, one a file below `policies/`; files with roles alone stand beside them. */
export const casbin: Language = {
  driver: 'casbin',
  speaks: isModel,
  arrange: files => ({
    files: inPlace(files).map(file => ({ ...file, path: placeOf(file) })),
    refused: [],
  }),
  nothingDecides:
    'There are no rules: import a CSV file with rows that begin with "p". A model that decides without rules is not supported.',
};
