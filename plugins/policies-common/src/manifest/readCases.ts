import { z } from 'zod';
import { Diagnostic } from '../wire/diagnostics';
import { PolicyCase, policyCaseSchema } from './types';
import { YamlDocument } from './yamlDocument';

/** True for the paths whose files hold cases. */
export function isCaseFile(path: string): boolean {
  return /^tests\/[^/]+\.ya?ml$/.test(path) && !/\.fga\.ya?ml$/.test(path);
}

/**
 * Reads one file of cases.
 *
 * @param file - path inside the set
 * @param content - text of the file
 * @returns the cases in order, or errors that name file, line and the mend
 */
export function readCases(
  file: string,
  content: string,
): { cases: PolicyCase[]; diagnostics: Diagnostic[] } {
  const { document, diagnostics } = YamlDocument.parse(file, content);
  if (!document) {
    return { cases: [], diagnostics };
  }
  const { value, diagnostics: issues } = document.validate(
    z.array(policyCaseSchema).nullable(),
  );
  return { cases: value ?? [], diagnostics: issues };
}
