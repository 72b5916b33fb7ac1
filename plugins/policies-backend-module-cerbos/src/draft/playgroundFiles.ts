import {
  Diagnostic,
  FileRange,
  PolicyFile,
} from '@internal/plugin-policies-common';
import { Edition } from '../edition/editionOf';

/** A file as the playground API takes it. */
export interface PlaygroundFile {
  fileName: string;
  /** Base64. */
  contents: string;
}

/** The playground API takes 30; one is kept for the test that explains a decision. */
export const MOST_FILES = 29;

/** Words of errors about addresses and files outside of the set. */
const LOADING =
  /\b(https?|file):|\b(dial|lookup|open|stat|read) \S*[/:]|no such file|permission denied|connection (refused|reset)|no Host in request|response body|status code \d/i;

/** What the playground API answers to files it cannot use. */
export interface PlaygroundFailure {
  errors?: Array<{
    file?: string;
    error?: string;
    details?: { line?: number; column?: number };
  }>;
}

export function playgroundFile(
  fileName: string,
  content: string | object,
): PlaygroundFile {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  return { fileName, contents: Buffer.from(text || ' ').toString('base64') };
}

/** Files of an edition: what a draft evaluates is what would be published. */
export function editionFiles({ policies, schemas }: Edition): PlaygroundFile[] {
  return [
    ...policies.map(({ file, body }) => playgroundFile(file, body)),
    ...schemas.map(({ id, definition }) =>
      playgroundFile(`_schemas/${id}`, definition),
    ),
  ];
}

/** The errors of Cerbos in its own words, at the line it names. */
export function diagnosticsOf(
  failure: PlaygroundFailure,
  files: PolicyFile[],
): Diagnostic[] {
  const diagnostics = (failure.errors ?? []).map(
    ({ file, error, details }): Diagnostic => ({
      severity: 'error',
      source: 'cerbos',
      file,
      range: rangeOf(
        files.find(({ path }) => path === file)?.content,
        details?.line,
        details?.column,
      ),
      message: toldError(error) ?? 'Cerbos cannot use this file',
      help: 'Fix the policy at this place; see docs.cerbos.dev/cerbos/latest/policies.',
    }),
  );
  return diagnostics.length
    ? diagnostics
    : [
        {
          severity: 'error',
          source: 'cerbos',
          message: 'Cerbos cannot use these policies and gives no reason',
          help: "Look at them with 'cerbos compile'.",
        },
      ];
}

/**
 * An error of Cerbos as people see it. Whether an address or a file of its machine answers, and what,
 * is nobody's business; references are refused before, so this is for those that nobody thought of.
 */
export function toldError(error: string | undefined): string | undefined {
  return error !== undefined && LOADING.test(error)
    ? 'Cerbos cannot load something this file refers to'
    : error;
}

function rangeOf(
  content: string | undefined,
  line: number | undefined,
  column: number | undefined,
): FileRange | undefined {
  const text = line ? content?.split('\n')[line - 1] : undefined;
  if (!line || text === undefined) {
    return undefined;
  }
  const start = Math.min(Math.max(column ?? 1, 1), text.length + 1);
  return {
    startLine: line,
    startColumn: start,
    endLine: line,
    endColumn: Math.max(text.trimEnd().length + 1, start + 1),
  };
}
