import { ConflictError, NotFoundError } from '@backstage/errors';
import { Knex } from 'knex';
import { ChangeRow } from './changeRow';

/** Writes a change if nobody did since, and gives it as it is then. */
export async function writeChange(
  tx: Knex.Transaction,
  id: string,
  version: number,
  values: Partial<Omit<ChangeRow, 'id' | 'version' | 'updated_at'>>,
): Promise<ChangeRow> {
  const [written] = await tx<ChangeRow>('policy_changes')
    .where({ id: Number(id), version })
    .update({ ...values, version: version + 1, updated_at: new Date() }, '*');
  if (written) {
    return written;
  }
  const row = await tx<ChangeRow>('policy_changes')
    .where({ id: Number(id) })
    .first('version');
  throw row
    ? new ConflictError(
        `change ${id} was written by someone else meanwhile (you saw version ${version}, it is at ${row.version}); look at it again, then repeat what you did`,
      )
    : new NotFoundError(`there is no change ${id}`);
}
