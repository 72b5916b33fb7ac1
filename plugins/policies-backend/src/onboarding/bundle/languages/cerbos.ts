import { PolicyFile } from '@internal/plugin-policies-common';
import { Language } from './Language';

const TEST = /(^|\/)testdata\/|_test\.(ya?ml|json)$/;
const SCHEMA = /(?:^|\/)_schemas\/(.+\.json)$/;

function speaks({ path, content }: PolicyFile): boolean {
  return (
    /\.ya?ml$/.test(path) && /^apiVersion:\s*api\.cerbos\.dev/m.test(content)
  );
}

function placeOf(file: PolicyFile): string {
  const { path } = file;
  const [, schema] = SCHEMA.exec(path) ?? [];
  if (schema) {
    return `_schemas/${schema}`;
  }
  return speaks(file) && !TEST.test(path) && !path.startsWith('policies/')
    ? `policies/${path}`
    : path;
}

/** Cerbos: policies below `policies/`, schemas in `_schemas/`; what holds rules is a policy of the set. */
export const cerbos: Language = {
  driver: 'cerbos',
  speaks,
  arrange: files => files.map(file => ({ ...file, path: placeOf(file) })),
  isPolicyFile: file =>
    speaks(file) &&
    !TEST.test(file.path) &&
    /^(resourcePolicy|principalPolicy|rolePolicy):/m.test(file.content),
};
