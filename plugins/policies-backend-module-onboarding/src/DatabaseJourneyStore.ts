import { DatabaseService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import {
  FILE_FIELD,
  JourneyField,
  JourneySaved,
  LIMITS,
  SaveJourneyRequest,
} from '@internal/plugin-policies-common';
import { Knex } from 'knex';
import { JourneyStore, StoredJourney } from './JourneyStore';
import { noSuchJourney } from './noSuchJourney';
import { ReadableJourneys } from './readers/ReadableJourneys';
import { restrictJourneys } from './readers/restrictJourneys';

interface JourneyRow {
  id: number;
  created_by: string;
  created_at: Date | string | number;
  updated_at: Date | string | number;
  change_id: number | null;
  published_change: number | null;
  branch: string | null;
  branch_commit: string | null;
}

interface FieldRow {
  journey_id: number;
  field: string;
  value: string | null;
  version: number;
  by: string;
  at: Date | string | number;
}

/** Files, and the fields that are none. */
const MAX_FIELDS = LIMITS.filesPerSet + 50;

/** {@link JourneyStore} in the plugin's database: SQLite or Postgres. */
export class DatabaseJourneyStore implements JourneyStore {
  static async create(
    database: DatabaseService,
  ): Promise<DatabaseJourneyStore> {
    return new DatabaseJourneyStore(await database.getClient());
  }

  private constructor(private readonly db: Knex) {}

  async create(
    by: string,
    fields: Record<string, string>,
  ): Promise<StoredJourney> {
    const id = await this.db.transaction(async tx => {
      const now = new Date();
      const [row] = await tx<JourneyRow>('policy_journeys').insert(
        { created_by: by, created_at: now, updated_at: now },
        ['id'],
      );
      const rows = Object.entries(fields).map(([field, value]) => ({
        journey_id: row.id,
        field,
        value,
        version: 1,
        by,
        at: now,
      }));
      if (rows.length) {
        await tx<FieldRow>('policy_journey_fields').insert(rows);
        await tx('policy_journey_writers').insert(
          rows.map(({ field }) => ({ journey_id: row.id, field, by })),
        );
      }
      return row.id;
    });
    return (await this.find(String(id)))!;
  }

  async find(id: string): Promise<StoredJourney | undefined> {
    if (!/^\d{1,9}$/.test(id)) {
      return undefined;
    }
    const row = await this.db<JourneyRow>('policy_journeys')
      .where({ id: Number(id) })
      .first();
    if (!row) {
      return undefined;
    }
    const fields = await this.db<FieldRow>('policy_journey_fields')
      .where({ journey_id: Number(id) })
      .select();
    const people = await this.db('policy_journey_people')
      .where({ journey_id: Number(id) })
      .orderBy('person')
      .pluck('person');
    return toJourney(row, fields, people);
  }

  async isReadable(id: string, readable: ReadableJourneys): Promise<boolean> {
    if (!/^\d{1,9}$/.test(id)) {
      return false;
    }
    const wanted = this.db<JourneyRow>('policy_journeys')
      .where({ id: Number(id) })
      .select('id');
    restrictJourneys(this.db, wanted, readable);
    return (await wanted).length > 0;
  }

  async list(readable: ReadableJourneys = 'all'): Promise<StoredJourney[]> {
    const wanted = this.db<JourneyRow>('policy_journeys')
      .orderBy('id', 'desc')
      .select();
    restrictJourneys(this.db, wanted, readable);
    const rows = await wanted;
    const fields = await this.db<FieldRow>('policy_journey_fields')
      .whereNot('field', 'like', `${FILE_FIELD}%`)
      .select();
    const byJourney = new Map<number, FieldRow[]>();
    for (const field of fields) {
      byJourney.set(field.journey_id, [
        ...(byJourney.get(field.journey_id) ?? []),
        field,
      ]);
    }
    const people = new Map<number, string[]>();
    for (const { journey_id, person } of await this.db(
      'policy_journey_people',
    ).orderBy('person')) {
      people.set(journey_id, [...(people.get(journey_id) ?? []), person]);
    }
    return rows.map(row =>
      toJourney(row, byJourney.get(row.id) ?? [], people.get(row.id) ?? []),
    );
  }

  async save(
    id: string,
    changes: SaveJourneyRequest['changes'],
    by: string,
  ): Promise<JourneySaved> {
    return this.db.transaction(async tx => {
      const now = new Date();
      const touched = /^\d{1,9}$/.test(id)
        ? await tx<JourneyRow>('policy_journeys')
            .where({ id: Number(id) })
            .update({ updated_at: now })
        : 0;
      if (!touched) {
        throw noSuchJourney(id);
      }
      const saved: JourneySaved = { fields: {}, conflicts: [] };
      for (const { field, value, version } of changes) {
        const key = { journey_id: Number(id), field };
        const written =
          version > 0
            ? await tx<FieldRow>('policy_journey_fields')
                .where({ ...key, version })
                .update({ value, version: version + 1, by, at: now })
            : (
                await tx<FieldRow>('policy_journey_fields')
                  .insert({ ...key, value, version: 1, by, at: now })
                  .onConflict(['journey_id', 'field'])
                  .ignore()
                  .returning('field')
              ).length;
        if (written) {
          await tx('policy_journey_writers')
            .insert({ ...key, by })
            .onConflict(['journey_id', 'field', 'by'])
            .ignore();
        }
        const row = await tx<FieldRow>('policy_journey_fields')
          .where(key)
          .first();
        const current = row
          ? toField(row)
          : { value: null, version: 0, by, at: now.toISOString() };
        if (written || current.value === value) {
          saved.fields[field] = current;
        } else {
          saved.conflicts.push({ field, mine: value, theirs: current });
        }
      }
      const { count } = (await tx<FieldRow>('policy_journey_fields')
        .where({ journey_id: Number(id) })
        .whereNotNull('value')
        .count('* as count')
        .first()) as unknown as { count: string | number };
      if (Number(count) > MAX_FIELDS) {
        throw new InputError(
          `the journey would hold more than ${LIMITS.filesPerSet} files; split the set`,
        );
      }
      return saved;
    });
  }

  async listWriters(id: string, leftOut: readonly string[]): Promise<string[]> {
    return this.db('policy_journey_writers')
      .where({ journey_id: Number(id) })
      .whereNotIn('field', [...leftOut])
      .distinct('by')
      .orderBy('by')
      .pluck('by');
  }

  async setPeople(id: string, people: string[]): Promise<void> {
    await this.db.transaction(async tx => {
      await tx('policy_journey_people')
        .where({ journey_id: Number(id) })
        .delete();
      if (people.length) {
        await tx('policy_journey_people')
          .insert(people.map(person => ({ journey_id: Number(id), person })))
          .onConflict(['journey_id', 'person'])
          .ignore();
      }
      await tx<JourneyRow>('policy_journeys')
        .where({ id: Number(id) })
        .update({ updated_at: new Date() });
    });
  }

  async setChange(
    id: string,
    change: string,
    published: string | undefined,
  ): Promise<void> {
    await this.db<JourneyRow>('policy_journeys')
      .where({ id: Number(id) })
      .update({
        change_id: Number(change),
        published_change: published === undefined ? null : Number(published),
        updated_at: new Date(),
      });
  }

  async getBranch(id: string) {
    const row = await this.db<JourneyRow>('policy_journeys')
      .where({ id: Number(id) })
      .first('branch', 'branch_commit');
    return row?.branch && row.branch_commit
      ? { branch: row.branch, commit: row.branch_commit }
      : undefined;
  }

  async setBranch(id: string, branch: string, commit: string): Promise<void> {
    await this.db<JourneyRow>('policy_journeys')
      .where({ id: Number(id) })
      .update({ branch, branch_commit: commit, updated_at: new Date() });
  }

  async remove(id: string): Promise<void> {
    await this.db<JourneyRow>('policy_journeys')
      .where({ id: Number(id) })
      .delete();
  }
}

function toJourney(
  row: JourneyRow,
  fields: FieldRow[],
  people: string[],
): StoredJourney {
  return {
    id: String(row.id),
    createdBy: row.created_by,
    createdAt: new Date(row.created_at).toISOString(),
    updatedAt: new Date(row.updated_at).toISOString(),
    people,
    change: row.change_id === null ? undefined : String(row.change_id),
    published:
      row.published_change === null ? undefined : String(row.published_change),
    fields: Object.fromEntries(
      fields.map(field => [field.field, toField(field)]),
    ),
  };
}

function toField(row: FieldRow): JourneyField {
  return {
    value: row.value,
    version: row.version,
    by: row.by,
    at: new Date(row.at).toISOString(),
  };
}
