import { PolicyFile } from '@internal/plugin-policies-common';
import { Language } from './Language';

const DECIDES = /^\s*(default\s+)?(allow|deny)\b/m;

function isHelper({ path, content }: PolicyFile): boolean {
  return (
    path.endsWith('.rego') &&
    !path.endsWith('_test.rego') &&
    !path.startsWith('lib/') &&
    !DECIDES.test(content)
  );
}

/** Rego: modules that neither allow nor deny are shared ones, which stand in `lib/`. */
export const rego: Language = {
  driver: 'opa',
  speaks: ({ path }) => path.endsWith('.rego'),
  arrange: files =>
    files.map(file =>
      isHelper(file) ? { ...file, path: `lib/${file.path}` } : file,
    ),
};
