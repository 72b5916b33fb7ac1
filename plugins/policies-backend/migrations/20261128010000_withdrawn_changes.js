/**
 * Changes that were withdrawn were kept as rejected, with a comment that says it. Who rejects writes a
 * review, so what has a comment and no such review was withdrawn.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex('policy_changes')
    .where('state', 'rejected')
    .whereIn(
      'id',
      knex('policy_change_comments')
        .select('change_id')
        .where('body', 'like', 'Withdrawn: %'),
    )
    .whereNotIn(
      'id',
      knex('policy_change_reviews')
        .select('change_id')
        .where('verdict', 'reject'),
    )
    .update({ state: 'withdrawn' });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex('policy_changes')
    .where('state', 'withdrawn')
    .update({ state: 'rejected' });
};
