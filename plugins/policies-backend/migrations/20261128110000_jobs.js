/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('policy_jobs', table => {
    table.comment('Work that any replica may do');
    table.increments('id');
    table.string('kind', 60).notNullable();
    table.string('lane', 20).notNullable();
    table.string('key', 255).nullable().comment('what the same work shares');
    table.text('input', 'longtext').notNullable().comment('JSON');
    table.string('asked_by', 255).notNullable();
    table.string('state', 20).notNullable();
    table.integer('attempts').notNullable();
    table
      .integer('lease')
      .notNullable()
      .comment('goes up whenever the job changes hands');
    table
      .integer('beat')
      .notNullable()
      .comment('goes up while its worker lives');
    table.bigInteger('due_ms').notNullable().comment('not begun before');
    table.bigInteger('order_ms').notNullable().comment('smallest first');
    table.text('progress').nullable().comment('JSON');
    table.text('resume', 'longtext').nullable().comment('JSON');
    table.text('result', 'longtext').nullable().comment('JSON');
    table.text('error').nullable();
    table.datetime('queued_at').notNullable();
    table.datetime('started_at').nullable();
    table.datetime('ended_at').nullable();
    table.index(['state', 'lane', 'order_ms', 'id']);
    table.index(['kind', 'key']);
    table.index(['ended_at']);
  });
  for (const state of ['queued', 'running']) {
    await knex.raw(
      `create unique index policy_jobs_${state} on policy_jobs (kind, key) where state = '${state}' and key is not null`,
    );
  }
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('policy_jobs');
};
