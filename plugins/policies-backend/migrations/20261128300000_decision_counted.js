/**
 * Counts of decisions that have no entry, by the ids of these counts: each is added once, however often it is sent.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('policy_decision_counted', table => {
    table.comment('Counts that were added to policy_decision_series');
    table.string('id', 36).primary();
    table.bigInteger('time_ms').notNullable().comment('when they were added');
    table.index(['time_ms']);
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('policy_decision_counted');
};
