/**
 * Checks were taken one by one, each with its runner; a job takes all of a push now. Those that a runner of
 * before was at begin anew.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('policy_change_checks', table => {
    table
      .integer('run')
      .notNullable()
      .defaultTo(0)
      .comment('goes up whenever the check is begun or queued again');
  });
  await knex('policy_change_checks')
    .where({ state: 'running' })
    .update({ state: 'queued', started_ms: null, summary: null });
  await dropColumns(knex, 'runner', 'heartbeat_ms');
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('policy_change_checks', table => {
    table.string('runner', 36).nullable().comment('the replica at it');
    table.bigInteger('heartbeat_ms').nullable();
  });
  await dropColumns(knex, 'run');
};

/** On SQLite knex would make the table anew. */
async function dropColumns(knex, ...columns) {
  for (const column of columns) {
    await knex.raw('alter table ?? drop column ??', [
      'policy_change_checks',
      column,
    ]);
  }
}
