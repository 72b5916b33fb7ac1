import { Diagnostic, PolicyFile } from '@internal/plugin-policies-common';
import {
  JsonError,
  JsonRules,
  readJson,
} from '@internal/plugin-policies-common/json';

/**
 * Reads a JSON file of a set exactly.
 *
 * @param source - of the diagnostic: the engine's driver
 * @returns the value, or why there is none, with the place
 */
export function readJsonFile(
  { path, content }: PolicyFile,
  source: string,
  rules?: JsonRules,
): { value?: unknown; diagnostic?: Diagnostic } {
  try {
    return { value: readJson(content, rules) };
  } catch (error) {
    if (!(error instanceof JsonError)) {
      throw error;
    }
    const { problem, help, line, column, length } = error;
    return {
      diagnostic: {
        severity: 'error',
        source,
        file: path,
        range: {
          startLine: line,
          startColumn: column,
          endLine: line,
          endColumn: column + length,
        },
        message: `'${path}': ${problem}`,
        help,
      },
    };
  }
}
