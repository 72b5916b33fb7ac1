import { ChangeState } from '@internal/plugin-policies-common';
import { Knex } from 'knex';
import { NewChange, Proposal } from '../ChangeStore';
import { replaceChecks } from './checkRows';
import { ChangeRow } from './changeRow';
import { insertPush } from './pushRows';

/**
 * Adds a change with its first push.
 *
 * @returns its id
 */
export async function insertChange(
  tx: Knex.Transaction,
  { proposal, title, description, origin, checks }: NewChange,
  state: ChangeState,
): Promise<string> {
  await insertProposed(tx, proposal);
  const now = new Date();
  const [{ id }] = await tx<ChangeRow>('policy_changes').insert(
    {
      ...proposedColumns(proposal),
      set_name: proposal.manifest.metadata.name,
      title,
      description: description ?? null,
      state,
      origin,
      author: proposal.author,
      requirements: '[]',
      version: 1,
      created_at: now,
      updated_at: now,
    },
    ['id'],
  );
  const set = proposal.manifest.metadata.name;
  await insertPush(tx, id, { ...proposal, set, title, description }, now);
  await replaceChecks(tx, id, proposal.revision, checks);
  return String(id);
}

/** @returns whether this content of the source is new; of two replicas that ask, one is told so */
export async function noteSource(
  tx: Knex.Transaction,
  { manifest, revision }: Proposal,
): Promise<boolean> {
  const note = { set_name: manifest.metadata.name, revision };
  const moved = await tx('policy_source_proposals')
    .where({ set_name: note.set_name })
    .whereNot({ revision })
    .update({ revision });
  if (moved) {
    return true;
  }
  const added = await tx('policy_source_proposals')
    .insert(note)
    .onConflict('set_name')
    .ignore()
    .returning('set_name');
  return added.length > 0;
}

/** Keeps the files that are proposed. */
export async function insertProposed(
  tx: Knex.Transaction,
  { manifest, revision, files }: Proposal,
): Promise<void> {
  await tx('policy_revisions')
    .insert({
      set_name: manifest.metadata.name,
      revision,
      created_at: new Date(),
      location: 'a change in the portal',
      file_count: files.length,
      files: JSON.stringify(files),
      proposed: true,
    })
    .onConflict(['set_name', 'revision'])
    .ignore();
}

/** What a change says of its last push. */
export function proposedColumns({
  manifest,
  domain,
  owner,
  base,
  revision,
  brings,
}: Proposal) {
  return {
    set_title: manifest.metadata.title,
    domain,
    owner,
    base_revision: base ?? null,
    revision,
    brings: brings ? JSON.stringify(brings) : null,
  };
}
