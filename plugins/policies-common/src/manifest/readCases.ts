import { z } from 'zod';
import { Diagnostic, PolicyFile } from '../files/diagnostics';
import { isRecord, readPlain } from './readPlain';
import { PolicyCase, policyCaseSchema } from './types';
import { YamlDocument } from './yamlDocument';

/** True for the paths whose files hold cases. */
export function isCaseFile(path: string): boolean {
  return /^tests\/[^/]+\.ya?ml$/.test(path) && !/\.fga\.ya?ml$/.test(path);
}

/** True for files of cases: below `tests/` may also stand tests of an engine's own format, which are no lists. */
export function holdsCases(file: PolicyFile): boolean {
  return isCaseFile(file.path) && !isRecord(readPlain(file));
}

/**
 * Reads one file of cases.
 *
 * @param file - path inside the set
 * @param content - text of the file
 * @returns the cases in order, or errors that name file, line and the fix
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
