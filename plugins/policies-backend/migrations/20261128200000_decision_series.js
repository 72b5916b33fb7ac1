const HOUR_MS_DIGITS = 16;

/**
 * Counts of decisions by everything that charts tell apart, and entries that can be looked for. Counts of
 * before know neither revision, policies nor time taken, and say so by an empty text, an empty list and 0.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  const isPostgres = knex.client.config.client === 'pg';
  await knex.schema.createTable('policy_decision_series', table => {
    table.comment('Exact numbers of decisions by what can be told apart');
    table.string('key', 64).primary().comment('SHA-256 of what it tells apart');
    table.bigInteger('hour_ms').notNullable();
    table.string('set_name', 63).notNullable();
    table.string('revision', 64).notNullable();
    table.text('policies').notNullable().comment('JSON: those that determined');
    table.string('caller', 255).notNullable();
    table.string('outcome', 8).notNullable();
    table
      .bigInteger('latency_us')
      .notNullable()
      .comment('upper bound; 0: above all, or not known');
    table.bigInteger('decisions').notNullable();
    table
      .bigInteger('entries')
      .notNullable()
      .comment('decisions of which there is an entry, too');
    table.bigInteger('last_seen_ms').notNullable();
    table.index(['set_name', 'hour_ms']);
    table.index(['hour_ms']);
  });
  for (const [outcome, column, entries] of [
    // Which of the two the entries of before were is not counted.
    ['allow', 'allowed', 'case when allowed > 0 then entries else 0 end'],
    ['deny', 'denied', 'case when allowed > 0 then 0 else entries end'],
  ]) {
    await knex('policy_decision_series').insert(
      knex('policy_decision_counts')
        .where(column, '>', 0)
        .select({
          // Of no hash: what is counted from now on adds to rows of its own.
          key: knex.raw(
            isPostgres
              ? `md5(hour_ms || ' ' || set_name || ' ' || caller || ' ${outcome}')`
              : `'before-${outcome}-' || substr('${'0'.repeat(
                  HOUR_MS_DIGITS,
                )}' || rowid, -${HOUR_MS_DIGITS})`,
          ),
          hour_ms: 'hour_ms',
          set_name: 'set_name',
          revision: knex.raw(`''`),
          policies: knex.raw(`'[]'`),
          caller: 'caller',
          outcome: knex.raw(`'${outcome}'`),
          latency_us: knex.raw('0'),
          decisions: column,
          entries: knex.raw(entries),
          last_seen_ms: 'last_seen_ms',
        }),
    );
  }
  await knex.schema.dropTable('policy_decision_counts');
  await knex.schema.alterTable('policy_decisions', table => {
    table.string('caller', 255);
    table.string('outcome', 8);
    table.string('revision', 64);
    table.text('policies').comment('JSON');
    table.string('fingerprint', 64).comment('of set and request');
  });
  // Postgres reads no JSON with NUL or half a character in it, which ids of requests may have: what is escaped is masked.
  const readable = String.raw`regexp_replace(replace(entry, '\\', '/'), '\\u[0-9A-Fa-f]{4}', 'x', 'g')`;
  const part = name =>
    isPostgres
      ? `((${readable})::json)->>'${name}'`
      : `json_extract(entry, '$.${name}')`;
  await knex('policy_decisions').update({
    caller: knex.raw(`substr(${part('caller')}, 1, 255)`),
    revision: knex.raw(part('revision')),
    policies: knex.raw(part('policies')),
    outcome: knex.raw(
      isPostgres
        ? `case ${part(
            'decision',
          )} when 'true' then 'allow' when 'false' then 'deny' end`
        : `case ${part('decision')} when 1 then 'allow' when 0 then 'deny' end`,
    ),
  });
  // When they are filled: an index that is kept up to date meanwhile costs more.
  await knex.schema.alterTable('policy_decisions', table => {
    table.index(['fingerprint']);
    table.index(['caller', 'time_ms']);
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.createTable('policy_decision_counts', table => {
    table.bigInteger('hour_ms').notNullable();
    table.string('set_name', 63).notNullable();
    table.string('caller', 255).notNullable();
    table.bigInteger('allowed').notNullable();
    table.bigInteger('denied').notNullable();
    table.bigInteger('last_seen_ms').notNullable();
    table.bigInteger('entries').notNullable().defaultTo(0);
    table.primary(['hour_ms', 'set_name', 'caller']);
    table.index(['set_name']);
  });
  const sumOf = outcome =>
    knex.raw(`sum(case when outcome = '${outcome}' then decisions else 0 end)`);
  await knex('policy_decision_counts').insert(
    knex('policy_decision_series')
      .whereNot('outcome', 'error')
      .groupBy('hour_ms', 'set_name', 'caller')
      .select({
        hour_ms: 'hour_ms',
        set_name: 'set_name',
        caller: 'caller',
        allowed: sumOf('allow'),
        denied: sumOf('deny'),
        last_seen_ms: knex.raw('max(last_seen_ms)'),
        entries: knex.raw('sum(entries)'),
      }),
  );
  await knex.schema.dropTable('policy_decision_series');
  await knex.schema.alterTable('policy_decisions', table => {
    table.dropIndex(['fingerprint']);
    table.dropIndex(['caller', 'time_ms']);
    table.dropColumns(
      'caller',
      'outcome',
      'revision',
      'policies',
      'fingerprint',
    );
  });
};
