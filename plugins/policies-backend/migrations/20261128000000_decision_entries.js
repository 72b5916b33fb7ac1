const HOUR_MS = 3_600_000;

/**
 * How many decisions of an hour have an entry, so that a list of entries tells how long it is.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('policy_decision_counts', table => {
    table
      .bigInteger('entries')
      .notNullable()
      .defaultTo(0)
      .comment('decisions of which there is an entry, too');
  });
  const hour = knex.raw(`time_ms - time_ms % ${HOUR_MS}`);
  const kept = await knex('policy_decisions')
    .select('set_name', { hour })
    .count({ entries: '*' })
    .groupBy('set_name', hour);
  for (const { set_name: set, hour: at, entries } of kept) {
    // Entries name the caller in their text only; the sums by set and hour are what is read.
    const row = await knex('policy_decision_counts')
      .where({ set_name: set, hour_ms: at })
      .first('caller');
    if (row) {
      await knex('policy_decision_counts')
        .where({ set_name: set, hour_ms: at, caller: row.caller })
        .update({ entries });
    }
  }
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('policy_decision_counts', table => {
    table.dropColumn('entries');
  });
};
