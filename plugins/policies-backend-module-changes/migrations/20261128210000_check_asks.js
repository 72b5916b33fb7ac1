/**
 * Checks may find that a group has to approve.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('policy_change_checks', table => {
    table
      .text('asks')
      .nullable()
      .comment('JSON: groups that have to approve because of what it found');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  // On SQLite knex would make the table anew.
  await knex.raw('alter table ?? drop column ??', [
    'policy_change_checks',
    'asks',
  ]);
};
