import { PolicyFile } from '@internal/plugin-policies-common';
import { inPlace, Language } from './Language';

const DECIDES = /^\s*(default\s+)?(allow|deny)\b/m;

function isModule({ path }: PolicyFile): boolean {
  return (
    path.endsWith('.rego') &&
    !/(^|\/)(test_[^/]*|[^/]*_test)\.rego$/.test(path) &&
    !path.startsWith('lib/')
  );
}

/** Rego: modules that neither allow nor deny are shared ones, which stand in `lib/` where others decide. */
export const rego: Language = {
  driver: 'opa',
  speaks: ({ path }) => /\.rego$/i.test(path),
  arrange: files => {
    const decides = (file: PolicyFile) =>
      isModule(file) && DECIDES.test(file.content);
    const some = files.some(decides);
    return {
      files: inPlace(files).map(file =>
        some && isModule(file) && !decides(file)
          ? { ...file, path: `lib/${file.path}` }
          : file,
      ),
      refused: [],
    };
  },
  nothingDecides:
    "No Rego file outside of 'lib/' and tests has a rule 'allow' or 'deny': call the rule that decides so, for example \"allow if { … }\".",
};
