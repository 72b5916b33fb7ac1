/**
 * Requests that broke an invariant of a revision, whoever found them.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('policy_proof_refusals', table => {
    table.string('set', 100).notNullable();
    table.string('revision', 64).notNullable();
    table.string('invariant', 255).notNullable();
    table.text('counterexample').notNullable().comment('JSON');
    table.bigInteger('seen_ms').notNullable().index();
    table.primary(['set', 'revision', 'invariant']);
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('policy_proof_refusals');
};
