/**
 * Who made the active revision and who leads the set were one column, so that a roll-back left the change
 * that was rolled back as the maker of what it had replaced.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('policy_sets', table => {
    table
      .string('led_by', 10)
      .notNullable()
      .defaultTo('source')
      .comment('who says which revision is active: source or portal');
  });
  await knex('policy_sets')
    .whereNotNull('active_change')
    .update({ led_by: 'portal' });
  const sets = await knex('policy_sets')
    .whereNotNull('active_revision')
    .select('name', 'active_revision');
  for (const { name, active_revision: revision } of sets) {
    const made = await knex('policy_history')
      .where({ set_name: name, revision })
      .whereIn('kind', ['registered', 'published'])
      .orderBy('sequence', 'desc')
      .first('change_id');
    await knex('policy_sets')
      .where({ name })
      .update({ active_change: made ? made.change_id : null });
  }
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  const last = knex('policy_history')
    .whereRaw('policy_history.set_name = policy_sets.name')
    .whereNotNull('change_id')
    .max('change_id');
  await knex('policy_sets')
    .where({ led_by: 'portal' })
    .whereNull('active_change')
    .update({ active_change: last });
  await knex('policy_sets')
    .where({ led_by: 'source' })
    .update({ active_change: null });
  await knex.schema.alterTable('policy_sets', table => {
    table.dropColumn('led_by');
  });
};
