import { resolve } from 'path';
import { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';

const MEGABYTE = 1024 * 1024;
const KEY = 'policies.decisions.spool';
/** Ten minutes of 3,000 decisions a second, and some more. */
const MEGABYTES = 2_048;
const LEAST_MEGABYTES = 16;
/** In memory, which ends with the process. */
const MEMORY_MEGABYTES = 64;

/**
 * Where decisions wait to be stored, and how much of it. Without a folder of its own the spool is beside databases
 * that are files, or in the working directory that the backend is given.
 *
 * @throws InputError when it is to be smaller than it can be
 */
export function readSpoolOptions(config: RootConfigService): {
  folder?: string;
  mostBytes: number;
} {
  const chosen = config.getOptionalString(`${KEY}.folder`);
  const beside =
    findDatabaseFolder(config) ??
    config.getOptionalString('backend.workingDirectory');
  const folder = chosen ?? (beside && `${beside}/policy-decisions`);
  const megabytes = config.getOptionalNumber(`${KEY}.megabytes`);
  if (megabytes !== undefined && !(megabytes >= LEAST_MEGABYTES)) {
    throw new InputError(
      `'${KEY}.megabytes' is ${megabytes}; let it be ${LEAST_MEGABYTES} at least`,
    );
  }
  return {
    folder: folder && resolve(folder),
    mostBytes:
      (megabytes ?? (folder ? MEGABYTES : MEMORY_MEGABYTES)) * MEGABYTE,
  };
}

function findDatabaseFolder(config: RootConfigService): string | undefined {
  const connection = config.getOptional('backend.database.connection');
  return connection && typeof connection === 'object'
    ? config.getOptionalString('backend.database.connection.directory')
    : undefined;
}
