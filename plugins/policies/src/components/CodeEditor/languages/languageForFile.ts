import { Extension } from '@codemirror/state';
import { json } from '@codemirror/lang-json';
import { yaml } from '@codemirror/lang-yaml';
import { casbinModelLanguage, casbinPolicyLanguage } from './casbinLanguage';
import { cedarLanguage, cedarSchemaLanguage } from './cedarLanguage';
import { fgaLanguage } from './fgaLanguage';
import { regoLanguage } from './regoLanguage';

/** Language modes by the ending of a path. Cerbos writes YAML and JSON. */
const LANGUAGES: Record<string, () => Extension> = {
  cedar: () => cedarLanguage,
  cedarschema: () => cedarSchemaLanguage,
  conf: () => casbinModelLanguage,
  csv: () => casbinPolicyLanguage,
  fga: () => fgaLanguage,
  json,
  rego: () => regoLanguage,
  yaml,
  yml: yaml,
};

/** Language mode by the ending of a path; plain text for what is not known. */
export function languageForFile(fileName: string): Extension {
  const ending = fileName.slice(fileName.lastIndexOf('.') + 1).toLowerCase();
  return Object.prototype.hasOwnProperty.call(LANGUAGES, ending)
    ? LANGUAGES[ending]()
    : [];
}
