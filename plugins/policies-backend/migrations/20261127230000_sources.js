/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('policy_resource_types', table => {
    table.comment('Which set decides a resource type: one, whoever asks first');
    table.text('type').notNullable();
    table.string('set_name', 63).notNullable();
    table.primary(['type']);
    table.index(['set_name']);
  });
  await knex.schema.createTable('policy_source_proposals', table => {
    table.comment(
      'Content of a source that a change was opened for last, so that replicas open one',
    );
    table.string('set_name', 63).primary();
    table.string('revision', 64).notNullable();
  });

  // Where two sets claimed one type, which neither of them decided, it is the older one's.
  const firsts = await knex('policy_history')
    .groupBy('set_name')
    .select('set_name')
    .min({ first: 'at' });
  const firstOf = new Map(
    firsts.map(row => [row.set_name, new Date(row.first).getTime()]),
  );
  const sets = await knex('policy_sets')
    .whereNotNull('active_revision')
    .select('name', 'manifest', 'activated_at');
  const ageOf = set =>
    firstOf.get(set.name) ?? new Date(set.activated_at ?? 0).getTime();
  sets.sort((a, b) => ageOf(a) - ageOf(b) || (a.name < b.name ? -1 : 1));
  const taken = new Set();
  for (const { name, manifest } of sets) {
    for (const type of JSON.parse(manifest).spec.resourceTypes) {
      if (!taken.has(type)) {
        taken.add(type);
        await knex('policy_resource_types').insert({ type, set_name: name });
      }
    }
  }
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('policy_source_proposals');
  await knex.schema.dropTable('policy_resource_types');
};
