import { parseEntityRef } from '@backstage/catalog-model';
import {
  amongBinding,
  whereAmong,
  whereCriteria,
} from '@internal/plugin-policies-node';
import { Knex } from 'knex';
import { ReadableJourneys, StoredJourneyFilter } from './ReadableJourneys';

/** Leaves of journeys those that somebody may read. */
export function restrictJourneys(
  db: Knex,
  rows: Knex.QueryBuilder,
  readable: ReadableJourneys,
): void {
  if (readable !== 'all') {
    rows.where(where =>
      whereCriteria(where, readable, (leaf, filter: StoredJourneyFilter) =>
        whereJourney(db, leaf, filter),
      ),
    );
  }
}

function whereJourney(
  db: Knex,
  where: Knex.QueryBuilder,
  { key, values }: StoredJourneyFilter,
): void {
  switch (key) {
    case 'creator':
      whereAmong(db, where, 'policy_journeys.created_by', values);
      break;
    case 'change':
      // A condition on what is absent would be neither true nor false, and so would be its opposite.
      whereAmong(db, where, idOr(`policy_journeys.change_id`), values);
      break;
    case 'published':
      whereAmong(db, where, idOr(`policy_journeys.published_change`), values);
      break;
    case 'invited':
      where.whereRaw(
        `exists (select 1 from policy_journey_people as invited
           where invited.journey_id = policy_journeys.id and invited.person in ${amongBinding(
             db,
           )})`,
        [JSON.stringify(values)],
      );
      break;
    default:
      whereAnswer(db, where, key, values);
  }
}

function idOr(column: string): string {
  return `coalesce(cast(${column} as varchar), '')`;
}

/** What `String.trim` takes away, as answers are read elsewhere; by itself SQL takes spaces alone. */
const WHITESPACE =
  '\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff';

const FIELDS = {
  set: { field: 'set', kind: undefined },
  setOwner: { field: 'owner', kind: 'Group' },
  domain: { field: 'domain', kind: 'Domain' },
};

function whereAnswer(
  db: Knex,
  where: Knex.QueryBuilder,
  key: keyof typeof FIELDS,
  values: string[],
): void {
  const { field, kind } = FIELDS[key];
  const wanted =
    kind === undefined
      ? values
      : values.flatMap(value => waysToWrite(value, kind));
  const trimmed = 'trim(answer.value, ?)';
  // The one letter beyond ASCII that is a letter of references in lower case; SQLite does not know it.
  const value =
    kind === undefined ? trimmed : `lower(replace(${trimmed}, '\u212a', 'k'))`;
  where.whereRaw(
    `exists (select 1 from policy_journey_fields as answer
       where answer.journey_id = policy_journeys.id and answer.field = ?
       and ${value} in ${amongBinding(db)})`,
    [field, WHITESPACE, JSON.stringify(wanted)],
  );
}

/** The ways in which people may have written a whole reference. */
function waysToWrite(ref: string, defaultKind: string): string[] {
  const { kind, namespace, name } = parseEntityRef(ref, { defaultKind });
  const isDefault = namespace === 'default';
  const names = [`${namespace}/${name}`, ...(isDefault ? [name] : [])];
  const isKind = kind.toLowerCase() === defaultKind.toLowerCase();
  return [
    ...names.map(short => `${kind}:${short}`),
    ...(isKind ? names : []),
  ].map(way => way.toLowerCase());
}
