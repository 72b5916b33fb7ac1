import { PolicyFile } from '@internal/plugin-policies-common';
import { inPlace, Language } from './Language';

const DECIDES = /^[ \t]*(default[ \t]+)?(allow|deny)\b/m;

const PACKAGE = /^[ \t]*package[ \t]+([^\s#]+)/m;

function packageOf({ content }: PolicyFile): string | undefined {
  return PACKAGE.exec(content)?.[1];
}

function isModule({ path }: PolicyFile): boolean {
  return (
    path.endsWith('.rego') &&
    !/(^|\/)(test_[^/]*|[^/]*_test)\.rego$/.test(path) &&
    !path.startsWith('lib/')
  );
}

/** Rego: packages that neither allow nor deny are shared ones, which stand in `lib/` where others decide. */
export const rego: Language = {
  driver: 'opa',
  speaks: ({ path }) => /\.rego$/i.test(path),
  arrange: files => {
    const deciding = files.filter(
      file => isModule(file) && DECIDES.test(file.content),
    );
    const packages = new Set(deciding.map(packageOf));
    return {
      files: inPlace(files).map(file =>
        deciding.length && isModule(file) && !packages.has(packageOf(file))
          ? { ...file, path: `lib/${file.path}` }
          : file,
      ),
      refused: [],
    };
  },
  // OPA puts modules of one package together, and one decides by all of them.
  policyOf: packageOf,
  nothingDecides:
    "No Rego file outside of 'lib/' and tests has a rule 'allow' or 'deny': call the rule that decides so, for example \"allow if { … }\".",
};
