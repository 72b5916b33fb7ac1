import { randomUUID } from 'crypto';
import { Knex } from 'knex';
import { StoredSet } from '@internal/plugin-policies-node';

/** A row of `policy_sets`. */
export interface SetRow {
  name: string;
  source: string;
  location: string;
  manifest: string;
  active_revision: string | null;
  activated_at: Date | string | number | null;
  /** The change that made the active revision; null where its source did. */
  active_change: number | null;
  led_by: 'source' | 'portal';
  seen_revision: string | null;
  diagnostics: string;
  case_results: string;
  generation: string;
}

/** A row of `policy_revisions`. */
export interface RevisionRow {
  set_name: string;
  revision: string;
  created_at: Date | string | number;
  location: string;
  file_count: number;
  files: string;
  proposed: boolean;
}

/** What a source says of a set, as its row has it. */
export function contentOf(
  set: Pick<
    StoredSet,
    'name' | 'source' | 'location' | 'manifest' | 'seenRevision' | 'diagnostics'
  >,
) {
  return {
    name: set.name,
    source: set.source,
    location: set.location,
    manifest: JSON.stringify(set.manifest),
    seen_revision: set.seenRevision ?? null,
    diagnostics: JSON.stringify(set.diagnostics),
  };
}

/** Reads the row of a set so that nobody writes it until the transaction ends. */
export async function lockSet(
  tx: Knex.Transaction,
  name: string,
): Promise<SetRow | undefined> {
  const rows = await forUpdate(
    tx,
    tx<SetRow>('policy_sets').where({ name }).select(),
  );
  return rows[0];
}

/** SQLite locks by itself. */
export async function forUpdate(
  tx: Knex.Transaction,
  query: Knex.QueryBuilder,
): Promise<SetRow[]> {
  return tx.client.config.client === 'pg' ? query.forUpdate() : query;
}

/** Writes the row of a set, whether it is there or not. */
export async function upsertSet(
  tx: Knex.Transaction,
  row: Omit<SetRow, 'generation'>,
): Promise<void> {
  await tx('policy_sets')
    .insert({ ...row, generation: randomUUID() })
    .onConflict('name')
    .merge();
}
