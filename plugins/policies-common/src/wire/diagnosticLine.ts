import { Diagnostic } from '../files/diagnostics';

/** A diagnostic in one line, as logs of checks hold it. */
export function diagnosticLine({
  severity,
  file,
  range,
  message,
  help,
}: Diagnostic): string {
  const place = file && `${file}${range ? `:${range.startLine}` : ''}: `;
  return `${severity}: ${place ?? ''}${message}${help ? ` — ${help}` : ''}`;
}
