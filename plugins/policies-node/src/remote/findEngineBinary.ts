import { accessSync, constants } from 'fs';
import { homedir } from 'os';
import { delimiter, join } from 'path';

/** Servers and tools that drivers of the portal talk to. */
export type EngineBinary =
  | 'opa'
  | 'openfga'
  | 'cerbos'
  | 'cerbosctl'
  | 'cedar'
  | 'cvc5';

/**
 * Finds the program of an engine: the path in the environment variable `<NAME>_BIN`, else where
 * `yarn engines install` puts it, else on the PATH.
 */
export function findEngineBinary(name: EngineBinary): string | undefined {
  const given = process.env[`${name.toUpperCase()}_BIN`];
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  const folders = [
    join(cache, 'policy-portal', 'engines', 'bin'),
    ...(process.env.PATH ?? '').split(delimiter),
  ];
  return [given, ...folders.map(folder => join(folder, name))].find(
    path => path && isExecutable(path),
  );
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
