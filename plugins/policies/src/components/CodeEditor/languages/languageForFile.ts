import { Extension } from '@codemirror/state';
import { json } from '@codemirror/lang-json';
import { yaml } from '@codemirror/lang-yaml';
import { cedarLanguage, cedarSchemaLanguage } from './cedarLanguage';

/** Language mode by the ending of a path; plain text for what is not known. */
export function languageForFile(fileName: string): Extension {
  switch (fileName.slice(fileName.lastIndexOf('.') + 1).toLowerCase()) {
    case 'cedar':
      return cedarLanguage;
    case 'cedarschema':
      return cedarSchemaLanguage;
    case 'json':
      return json();
    case 'yaml':
    case 'yml':
      return yaml();
    default:
      return [];
  }
}
