import { ChangeState } from '@internal/plugin-policies-common';
import { StoredChange } from '../ChangeStore';

/** A time as SQLite or Postgres gives it. */
export type Time = Date | string | number;

/** A row of `policy_changes`. */
export interface ChangeRow {
  id: number;
  set_name: string;
  set_title: string;
  title: string;
  description: string | null;
  state: ChangeState;
  origin: StoredChange['origin'];
  author: string;
  domain: string;
  owner: string;
  base_revision: string | null;
  revision: string;
  brings: string | null;
  requirements: string;
  version: number;
  created_at: Time;
  updated_at: Time;
  shadow_since: Time | null;
  replaced_revision: string | null;
  published_at: Time | null;
  published_by: string | null;
}

/** A change with the number of its last push. */
export type SelectedChange = ChangeRow & { push: number };

export const iso = (time: Time) => new Date(time).toISOString();
const isoOrNone = (time: Time | null) =>
  time === null ? undefined : iso(time);

/** A change as its row has it. */
export function toChange(row: SelectedChange): StoredChange {
  return {
    id: String(row.id),
    set: row.set_name,
    setTitle: row.set_title,
    title: row.title,
    description: row.description ?? undefined,
    state: row.state,
    origin: row.origin,
    author: row.author,
    domain: row.domain,
    owner: row.owner,
    push: row.push,
    base: row.base_revision ?? undefined,
    revision: row.revision,
    brings: row.brings === null ? undefined : JSON.parse(row.brings),
    requirements: JSON.parse(row.requirements),
    version: row.version,
    createdAt: iso(row.created_at),
    updatedAt: iso(row.updated_at),
    shadowSince: isoOrNone(row.shadow_since),
    replaced: row.replaced_revision ?? undefined,
    publishedAt: isoOrNone(row.published_at),
    publishedBy: row.published_by ?? undefined,
  };
}
