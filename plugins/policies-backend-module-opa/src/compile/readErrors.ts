import { Diagnostic } from '@internal/plugin-policies-common';
import { problem } from './problem';

interface OpaError {
  message: string;
  code?: string;
  location?: { file?: string; row?: number; col?: number };
}

/**
 * Diagnostics of what `opa` writes when it refuses something.
 *
 * @param prefix - folder in which the files of the set stand
 */
export function readErrors(output: string, prefix = ''): Diagnostic[] {
  if (!output.trim()) {
    return [];
  }
  let errors: OpaError[];
  try {
    const parsed = JSON.parse(output.slice(output.indexOf('{')));
    errors = [parsed.errors ?? parsed].flat();
  } catch {
    return [
      problem({
        message: `OPA refuses the policies: ${output.slice(0, 500)}`,
        help: 'Change them as it says.',
      }),
    ];
  }
  return errors.map(({ message, code, location }) =>
    problem({
      file: fileOf(location?.file, prefix),
      row: location?.row,
      column: location?.col,
      message: withoutPrefix(message, prefix),
      help: helpFor(code),
    }),
  );
}

/** Path in the set of a file that OPA names. */
export function fileOf(
  path: string | undefined,
  prefix = '',
): string | undefined {
  const plain = path?.replace(/^(\.\/|\/)/, '');
  return plain?.startsWith(prefix) ? plain.slice(prefix.length) : plain;
}

/** A message of OPA without the place where the portal puts a revision. */
export function withoutPrefix(message: string, prefix: string): string {
  return prefix
    ? message.replaceAll(prefix, '').replaceAll(prefix.replaceAll('/', '.'), '')
    : message;
}

function helpFor(code: string | undefined): string {
  if (code === 'rego_parse_error') {
    return 'Change the syntax; Rego of OPA 1.0 is expected.';
  }
  return code === 'rego_unsafe_var_error'
    ? 'Give the variable a value before it is used.'
    : 'Change it as OPA says.';
}
