import { Diagnostic } from './diagnostics';

/** Whether it keeps the files from serving. */
export function isError({ severity }: Pick<Diagnostic, 'severity'>): boolean {
  return severity === 'error';
}
