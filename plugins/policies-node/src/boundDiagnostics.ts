import { Diagnostic } from '@internal/plugin-policies-common';

/** Diagnostics of one compilation that are told; nobody reads more, and they are cloned and sent. */
export const MOST_DIAGNOSTICS = 100;
const MOST_CHARACTERS = 20_000;

/**
 * What is told of all that is wrong with files, however much it is: errors first, then warnings, and
 * last how many more there are. It is an error where an error is left out.
 */
export function boundDiagnostics(diagnostics: Diagnostic[]): Diagnostic[] {
  if (diagnostics.length <= MOST_DIAGNOSTICS) {
    return diagnostics.map(cut);
  }
  const isError = ({ severity }: Diagnostic) => severity === 'error';
  const ordered = [
    ...diagnostics.filter(isError),
    ...diagnostics.filter(diagnostic => !isError(diagnostic)),
  ];
  const told = ordered.slice(0, MOST_DIAGNOSTICS - 1);
  return [
    ...told.map(cut),
    {
      severity: ordered[told.length].severity,
      source: 'portal',
      message: `there are ${ordered.length - told.length} more problems`,
      help: 'Fix these first, then look again.',
    },
  ];
}

function cut(diagnostic: Diagnostic): Diagnostic {
  const { message } = diagnostic;
  return message.length <= MOST_CHARACTERS
    ? diagnostic
    : { ...diagnostic, message: `${message.slice(0, MOST_CHARACTERS)}…` };
}
