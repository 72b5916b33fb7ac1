/**
 * Answers about all requests, and what is known of the active revisions of sets.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('policy_proof_answers', table => {
    table
      .string('key', 64)
      .primary()
      .comment('sha256 over question, revisions and versions');
    table.text('answer').notNullable().comment('JSON');
    table.bigInteger('created_ms').notNullable().index();
  });
  await knex.schema.createTable('policy_set_proofs', table => {
    table.string('set', 100).notNullable();
    table.string('revision', 64).notNullable();
    table
      .string('versions', 64)
      .notNullable()
      .comment('sha256 over what the answers come from');
    table.bigInteger('checked_ms').notNullable();
    table.text('proof').notNullable().comment('JSON');
    table.primary(['set', 'revision']);
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('policy_set_proofs');
  await knex.schema.dropTable('policy_proof_answers');
};
