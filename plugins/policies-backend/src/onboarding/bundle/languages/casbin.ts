import { PolicyFile } from '@internal/plugin-policies-common';
import { Language } from './Language';

const MODEL = 'model.conf';
const RULE = /^\s*"?p"?\s*,/m;

function isModel({ path, content }: PolicyFile): boolean {
  return path.endsWith('.conf') && content.includes('[request_definition]');
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
  if (RULE.test(content)) {
    return isPlaced ? path : `policies/${path}`;
  }
  return isPlaced ? path.slice('policies/'.length) : path;
}

/** Casbin: rules are policies, one a file below `policies/`; files with roles alone stand beside them. */
export const casbin: Language = {
  driver: 'casbin',
  speaks: isModel,
  arrange: files => files.map(file => ({ ...file, path: placeOf(file) })),
};
