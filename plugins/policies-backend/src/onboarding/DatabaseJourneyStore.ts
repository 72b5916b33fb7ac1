import { DatabaseService } from '@backstage/backend-plugin-api';
import { InputError, NotFoundError } from '@backstage/errors';
import {
  FILE_FIELD,
  Journey,
  JourneyField,
  JourneySaved,
  LIMITS,
  SaveJourneyRequest,
} from '@internal/plugin-policies-common';
import { Knex } from 'knex';
import { JourneyStore } from './JourneyStore';

interface JourneyRow {
  id: number;
  created_by: string;
  created_at: Date | string | number;
  updated_at: Date | string | number;
  change_id: number | null;
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

  async create(by: string, fields: Record<string, string>): Promise<Journey> {
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
      }
      return row.id;
    });
    return (await this.find(String(id)))!;
  }

  async find(id: string): Promise<Journey | undefined> {
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
    return toJourney(row, fields);
  }

  async list(): Promise<Journey[]> {
    const rows = await this.db<JourneyRow>('policy_journeys')
      .orderBy('id', 'desc')
      .select();
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
    return rows.map(row => toJourney(row, byJourney.get(row.id) ?? []));
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
        throw new NotFoundError(
          `there is no journey '${id}'; GET /api/policies/journeys lists them`,
        );
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

  async setChange(id: string, change: string): Promise<void> {
    await this.db<JourneyRow>('policy_journeys')
      .where({ id: Number(id) })
      .update({ change_id: Number(change), updated_at: new Date() });
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

function toJourney(row: JourneyRow, fields: FieldRow[]): Journey {
  return {
    id: String(row.id),
    createdBy: row.created_by,
    createdAt: new Date(row.created_at).toISOString(),
    updatedAt: new Date(row.updated_at).toISOString(),
    change: row.change_id === null ? undefined : String(row.change_id),
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
