import { Diagnostic, PolicyFile } from '@internal/plugin-policies-common';
import { errors, transformer, validator } from '@openfga/syntax-transformer';
import { FgaModel } from './FgaModel';
import { lineRange, problem } from './problem';

/** The authorization model of a set, in the DSL of OpenFGA. */
export const MODEL_FILE = 'model.fga';

/* The parser runs where decisions are served, and its time grows faster than the text. */
const MOST_CHARACTERS = 40_000;
const LONGEST_LINE = 2_000;
const MOST_ERRORS = 20;

/**
 * Reads an authorization model within bounds.
 *
 * @returns errors with their lines, in the words of OpenFGA's own parser; or the model
 */
export function readModel({ path: file, content }: PolicyFile): {
  model?: FgaModel;
  diagnostics: Diagnostic[];
} {
  const lines = content.split('\n');
  const long = lines.findIndex(({ length }) => length > LONGEST_LINE);
  if (content.length > MOST_CHARACTERS || long >= 0) {
    return {
      diagnostics: [
        problem({
          file,
          message:
            long >= 0
              ? `line ${
                  long + 1
                } of '${file}' has more than ${LONGEST_LINE} characters`
              : `'${file}' has ${content.length} characters, more than ${MOST_CHARACTERS}`,
          help: 'Define further relations, or split the set.',
          range: lineRange(Math.max(long, 0) + 1, 1),
        }),
      ],
    };
  }
  try {
    validator.validateDSL(content);
    return {
      model: new FgaModel(
        transformer.transformDSLToJSONObject(content),
        content,
      ),
      diagnostics: [],
    };
  } catch (error) {
    const found =
      error instanceof errors.BaseMultiError
        ? (error.errors as errors.BaseError[])
        : [];
    if (!found.length) {
      return {
        diagnostics: [
          problem({
            file,
            source: 'openfga',
            message: `'${file}' cannot be read: ${(error as Error).message}`,
            help: 'Fix the model.',
          }),
        ],
      };
    }
    return {
      diagnostics: found.slice(0, MOST_ERRORS).map(({ msg, line, column }) =>
        problem({
          file,
          source: 'openfga',
          message: msg,
          help: 'Fix the model at this place.',
          range: {
            startLine: (line?.start ?? 0) + 1,
            startColumn: (column?.start ?? 0) + 1,
            endLine: (line?.end ?? line?.start ?? 0) + 1,
            endColumn: (column?.end ?? column?.start ?? 0) + 1,
          },
        }),
      ),
    };
  }
}
