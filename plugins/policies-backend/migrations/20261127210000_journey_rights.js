/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('policy_changes', table => {
    table
      .text('brings', 'longtext')
      .nullable()
      .comment('JSON: what the proposed revision brings to the catalog');
  });
  await knex.schema.alterTable('policy_change_pushes', table => {
    table
      .text('authors', 'longtext')
      .nullable()
      .comment('JSON: all who wrote some of it; null: who pushed it');
  });
  await knex.schema.alterTable('policy_journeys', table => {
    table
      .integer('published_change')
      .nullable()
      .comment('last change of it that was published, once it has another');
  });
  await knex.schema.createTable('policy_journey_people', table => {
    table.comment('Whom the creator of a journey invited to write');
    ofJourney(table);
    table.string('person', 255).notNullable();
    table.primary(['journey_id', 'person']);
  });
  await knex.schema.createTable('policy_journey_writers', table => {
    table.comment('Everybody who wrote a field of a journey, ever');
    ofJourney(table);
    table.string('field', 300).notNullable();
    table.string('by', 255).notNullable();
    table.primary(['journey_id', 'field', 'by']);
  });
  await keepWriters(knex);
  for (const journey of await knex('policy_journeys').whereNotNull(
    'change_id',
  )) {
    await settleJourney(knex, journey);
  }
};

function ofJourney(table) {
  return table
    .integer('journey_id')
    .unsigned()
    .notNullable()
    .references('id')
    .inTable('policy_journeys')
    .onDelete('CASCADE');
}

/** Only the last writer of each field is known of the time before. */
async function keepWriters(knex) {
  const fields = await knex('policy_journey_fields').select(
    'journey_id',
    'field',
    'by',
  );
  for (const field of fields) {
    await knex('policy_journey_writers').insert(field);
  }
}

/**
 * Until now the catalog got what the fields of a journey said, at any time. It keeps what they said when
 * the change was published; what somebody wrote later was seen by nobody and does not count.
 */
async function settleJourney(knex, journey) {
  const change = await knex('policy_changes')
    .where({ id: journey.change_id })
    .first();
  if (!change) {
    return;
  }
  const fields = await knex('policy_journey_fields').where({
    journey_id: journey.id,
  });
  const writers = fields.map(({ by }) => by);
  for (const push of await knex('policy_change_pushes').where({
    change_id: change.id,
  })) {
    await knex('policy_change_pushes')
      .where({ change_id: change.id, number: push.number })
      .update({
        authors: JSON.stringify([...new Set([push.author, ...writers])]),
      });
  }
  const published = await knex('policy_changes')
    .where({ set_name: change.set_name, origin: 'journey' })
    .whereIn('state', ['published', 'rolled-back'])
    .orderBy('id', 'desc')
    .first();
  if (!published) {
    return;
  }
  if (published.id !== change.id) {
    await knex('policy_journeys')
      .where({ id: journey.id })
      .update({ published_change: published.id });
  }
  const publishedAt = new Date(published.published_at).getTime();
  const settled = new Map(
    fields
      .filter(({ at }) => new Date(at).getTime() <= publishedAt)
      .map(({ field, value }) => [field, (value ?? '').trim()]),
  );
  const brings = bringsOf(settled, published);
  if (brings) {
    await knex('policy_changes')
      .where({ id: published.id })
      .update({ brings: JSON.stringify(brings) });
  }
}

function bringsOf(fields, { owner, domain }) {
  const domainTitle = fields.get('domainTitle');
  const ownerTitle = fields.get('ownerTitle');
  const members = peopleIn(fields.get('ownerMembers'));
  const description = fields.get('domainDescription');
  const brings = {
    owner,
    ...(domainTitle &&
      fields.get('domain') && {
        domain: {
          ref: domain,
          title: domainTitle,
          ...(description && { description }),
        },
      }),
    ...(ownerTitle &&
      fields.get('owner') &&
      members.length && {
        group: { ref: owner, title: ownerTitle, members },
      }),
  };
  return brings.domain || brings.group ? brings : undefined;
}

function peopleIn(text) {
  try {
    const list = JSON.parse(text || '[]');
    return Array.isArray(list)
      ? list
          .filter(item => typeof item === 'string')
          .map(item => item.toLowerCase())
          .filter(item => item.startsWith('user:'))
      : [];
  } catch {
    return [];
  }
}

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('policy_journey_writers');
  await knex.schema.dropTable('policy_journey_people');
  await knex.schema.alterTable('policy_change_pushes', table => {
    table.dropColumn('authors');
  });
  // On SQLite knex would make these tables anew, and rows that refer to theirs would go with the old ones.
  for (const [table, column] of [
    ['policy_journeys', 'published_change'],
    ['policy_changes', 'brings'],
  ]) {
    await knex.raw('alter table ?? drop column ??', [table, column]);
  }
};
