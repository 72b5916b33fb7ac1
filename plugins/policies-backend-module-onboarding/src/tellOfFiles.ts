import { Diagnostic, MANIFEST_FILE } from '@internal/plugin-policies-common';

const OF_MANIFEST = /policy-set\.yaml|'spec\.|'metadata\./;

/**
 * What is wrong with a set whose manifest nobody wrote, told of what a person can change: the answers of the
 * journey, and the files.
 *
 * @param isAnswered - false while an answer or a file is missing, which is told instead
 */
export function tellOfFiles(
  diagnostics: Diagnostic[],
  isAnswered: boolean,
): Diagnostic[] {
  return diagnostics
    .filter(({ file }) => isAnswered || file !== MANIFEST_FILE)
    .map(diagnostic => {
      const { file, message, help } = diagnostic;
      if (file === MANIFEST_FILE) {
        return {
          ...diagnostic,
          file: undefined,
          range: undefined,
          message: withoutName(message),
          help:
            help === undefined || OF_MANIFEST.test(help)
              ? 'Change the answer in the step "What is decided", or the files.'
              : help,
        };
      }
      return help !== undefined && OF_MANIFEST.test(help)
        ? {
            ...diagnostic,
            message: withoutName(message),
            help: 'Correct the file, or leave it out.',
          }
        : diagnostic;
    });
}

function withoutName(message: string): string {
  return message.replace(/ (of|in|from) '?policy-set\.yaml'?/g, '');
}
