/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('policy_revisions', table => {
    table.comment('Immutable versions of policy sets');
    table.string('set_name', 63).notNullable();
    table.string('revision', 64).notNullable().comment('sha256 in hex');
    table.datetime('created_at').notNullable();
    table.text('location').notNullable();
    table.integer('file_count').notNullable();
    table.text('files', 'longtext').notNullable().comment('JSON: PolicyFile[]');
    table.primary(['set_name', 'revision']);
  });
  await knex.schema.createTable('policy_sets', table => {
    table.comment('Registered policy sets and their active revision');
    table.string('name', 63).primary();
    table.string('source', 255).notNullable().comment('name of the source');
    table.text('location').notNullable();
    table.text('manifest', 'longtext').notNullable().comment('JSON');
    table.string('active_revision', 64).nullable();
    table.datetime('activated_at').nullable();
    table
      .string('seen_revision', 64)
      .nullable()
      .comment('newest content of the source, valid or not');
    table.text('diagnostics', 'longtext').notNullable().comment('JSON');
    table.text('case_results', 'longtext').notNullable().comment('JSON');
    table
      .string('generation', 36)
      .notNullable()
      .comment('changes with every write, so that replicas notice');
    table
      .foreign(['name', 'active_revision'])
      .references(['set_name', 'revision'])
      .inTable('policy_revisions');
  });
  await knex.schema.createTable('policy_registry_state', table => {
    table.comment('What the last read of the sources found, one row');
    table.integer('id').primary();
    table.datetime('refreshed_at').notNullable();
    table.text('errors', 'longtext').notNullable().comment('JSON');
  });
  await knex.schema.createTable('policy_decisions', table => {
    table.comment('Decision log: a sample of entries');
    table.string('id', 36).primary();
    table.bigInteger('time_ms').notNullable();
    table.string('set_name', 63).notNullable();
    table.text('entry', 'longtext').notNullable().comment('JSON');
    table.index(['time_ms', 'id']);
    table.index(['set_name', 'time_ms', 'id']);
  });
  await knex.schema.createTable('policy_decision_counts', table => {
    table.comment('Exact numbers of decisions by hour, set and caller');
    table.bigInteger('hour_ms').notNullable();
    table.string('set_name', 63).notNullable();
    table.string('caller', 255).notNullable();
    table.bigInteger('allowed').notNullable();
    table.bigInteger('denied').notNullable();
    table.bigInteger('last_seen_ms').notNullable();
    table.primary(['hour_ms', 'set_name', 'caller']);
    table.index(['set_name']);
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('policy_decision_counts');
  await knex.schema.dropTable('policy_decisions');
  await knex.schema.dropTable('policy_registry_state');
  await knex.schema.dropTable('policy_sets');
  await knex.schema.dropTable('policy_revisions');
};
