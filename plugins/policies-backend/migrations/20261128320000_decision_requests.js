const HOUR_MS = 3_600_000;

/**
 * How often each request was asked in each hour, so that what is asked most is told without reading all entries.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('policy_decision_requests', table => {
    table.comment('Entries by hour and what was asked');
    table.string('fingerprint', 64).notNullable().comment('of set and request');
    table.bigInteger('hour_ms').notNullable();
    table.string('set_name', 63).notNullable();
    table.bigInteger('entries').notNullable();
    table.bigInteger('last_seen_ms').notNullable();
    table.primary(['fingerprint', 'hour_ms']);
    table.index(['hour_ms']);
    table.index(['set_name', 'hour_ms']);
  });
  await knex('policy_decision_requests').insert(
    knex('policy_decisions')
      .whereNotNull('fingerprint')
      .groupByRaw(`fingerprint, set_name, time_ms - time_ms % ${HOUR_MS}`)
      .select({
        fingerprint: 'fingerprint',
        hour_ms: knex.raw(`time_ms - time_ms % ${HOUR_MS}`),
        set_name: 'set_name',
        entries: knex.raw('count(*)'),
        last_seen_ms: knex.raw('max(time_ms)'),
      }),
  );
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('policy_decision_requests');
};
