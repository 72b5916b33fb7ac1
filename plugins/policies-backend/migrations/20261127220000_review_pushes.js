/**
 * Reviews name the push they are about. Those given before do not count for what is still open: the same
 * revision may have been pushed on another base since.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('policy_change_reviews', table => {
    table
      .integer('push')
      .nullable()
      .comment(
        'number of the push it is about; null: given before it was kept',
      );
    table
      .string('base_revision', 64)
      .nullable()
      .comment('base of that push; null: the set was new');
  });
  await knex.schema.alterTable('policy_change_pushes', table => {
    table
      .string('title', 120)
      .nullable()
      .comment('title of the change from this push on; null: not kept');
    table.text('description').nullable();
  });
  await knex.schema.alterTable('policy_shadow_counts', table => {
    table.integer('push').nullable().comment('the push that was counted');
  });

  const pushes = new Map();
  for (const push of await knex('policy_change_pushes').orderBy('number')) {
    pushes.set(push.change_id, [...(pushes.get(push.change_id) || []), push]);
  }
  for (const [change, of] of pushes) {
    await knex('policy_shadow_counts')
      .where({ change_id: change })
      .update({ push: of[of.length - 1].number });
  }
  const changes = await knex('policy_changes').select(
    'id',
    'state',
    'requirements',
    'version',
  );
  for (const { id, state, requirements, version } of changes) {
    if (state === 'in-review' || state === 'approved') {
      await knex('policy_changes')
        .where({ id })
        .update({
          state: 'in-review',
          requirements: JSON.stringify(
            JSON.parse(requirements).map(
              ({ approvedBy, ...requirement }) => requirement,
            ),
          ),
          version: version + 1,
        });
    } else if (state === 'published' || state === 'rolled-back') {
      // With one push there is no doubt which one the reviews are about.
      const [only, another] = pushes.get(id) || [];
      if (only && !another) {
        await knex('policy_change_reviews')
          .where({ change_id: id, revision: only.revision })
          .update({ push: only.number, base_revision: only.base_revision });
      }
    }
  }
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('policy_shadow_counts', table => {
    table.dropColumn('push');
  });
  await knex.schema.alterTable('policy_change_pushes', table => {
    table.dropColumn('title');
    table.dropColumn('description');
  });
  await knex.schema.alterTable('policy_change_reviews', table => {
    table.dropColumn('push');
    table.dropColumn('base_revision');
  });
};
