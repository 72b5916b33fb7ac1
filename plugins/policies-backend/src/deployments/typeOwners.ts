import { Knex } from 'knex';

/** Rows in one statement, below SQLite's limits. */
const CHUNK = 100;

interface TypeRow {
  type: string;
  set_name: string;
}

/**
 * Gives a set the resource types of a revision that becomes active, and takes from it those it does not
 * name any more. A type is its owner's until that lets go of it.
 *
 * @returns a type that another set decides, and that set: the transaction must not be committed then
 */
export async function takeTypes(
  tx: Knex.Transaction,
  set: string,
  types: string[],
): Promise<{ type: string; set: string } | undefined> {
  const wanted = [...new Set(types)].sort();
  const owned = await tx<TypeRow>('policy_resource_types')
    .where({ set_name: set })
    .select('type');
  for (const { type } of owned) {
    if (!wanted.includes(type)) {
      await tx<TypeRow>('policy_resource_types').where({ type }).delete();
    }
  }
  for (let start = 0; start < wanted.length; start += CHUNK) {
    const chunk = wanted.slice(start, start + CHUNK);
    await tx<TypeRow>('policy_resource_types')
      .insert(chunk.map(type => ({ type, set_name: set })))
      .onConflict('type')
      .ignore();
    const other = await tx<TypeRow>('policy_resource_types')
      .whereIn('type', chunk)
      .whereNot({ set_name: set })
      .first();
    if (other) {
      return { type: other.type, set: other.set_name };
    }
  }
  return undefined;
}

/** Frees the types of a set that is removed. */
export async function freeTypes(
  tx: Knex.Transaction,
  set: string,
): Promise<void> {
  await tx<TypeRow>('policy_resource_types').where({ set_name: set }).delete();
}

/** The types that each of some sets decides. */
export async function listTypes(
  db: Knex,
  sets: string[],
): Promise<Map<string, string[]>> {
  const rows = await db<TypeRow>('policy_resource_types')
    .whereIn('set_name', sets)
    .orderBy('type')
    .select();
  const types = new Map<string, string[]>();
  for (const { type, set_name: set } of rows) {
    types.set(set, [...(types.get(set) ?? []), type]);
  }
  return types;
}

/** What to tell whoever claims a type that is another set's. */
export function typeTaken(type: string, owner: string) {
  return {
    message: `resource type '${type}' is decided by policy set '${owner}'`,
    help: `Take another in 'spec.resourceTypes', or have '${owner}' give it up first.`,
  };
}
