const DAY_MS = 86_400_000;
/** Indexes by what they are of. */
const INDEXES = [
  ['time_ms', 'id'],
  ['set_name', 'time_ms', 'id'],
  ['fingerprint'],
  ['caller', 'time_ms'],
];

const nameOf = (table, columns) => `${table}_${columns.join('_')}_index`;

/**
 * On Postgres, entries by day, so that those of a day are dropped at once. What is there becomes the first part, up to
 * the end of today; what is of no day that has a part is in one for all else.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  if (knex.client.config.client !== 'pg') {
    return;
  }
  const now = Date.now();
  const end = now - (now % DAY_MS) + DAY_MS;
  await knex.schema.raw(
    'alter table policy_decisions rename to policy_decisions_before',
  );
  await knex.schema.raw(
    'alter table policy_decisions_before drop constraint policy_decisions_pkey',
  );
  // What tells parts apart has to be in the key.
  await knex.schema.raw(
    'alter table policy_decisions_before add constraint policy_decisions_before_pkey primary key (id, time_ms)',
  );
  await knex.schema.raw(
    'create table policy_decisions (like policy_decisions_before including defaults including comments) partition by range (time_ms)',
  );
  await knex.schema.raw(
    `comment on table policy_decisions is 'Decision log: entries, in parts by day'`,
  );
  await knex.schema.raw(
    'alter table policy_decisions add constraint policy_decisions_pkey primary key (id, time_ms)',
  );
  for (const columns of INDEXES) {
    await knex.schema.raw(
      `alter index ${nameOf('policy_decisions', columns)} rename to ${nameOf(
        'policy_decisions_before',
        columns,
      )}`,
    );
    await knex.schema.raw(
      `create index ${nameOf(
        'policy_decisions',
        columns,
      )} on policy_decisions (${columns.join(', ')})`,
    );
  }
  await knex.schema.raw(
    'create table policy_decisions_other partition of policy_decisions default',
  );
  // Clocks may have been wrong.
  await knex.schema.raw(
    `insert into policy_decisions select * from policy_decisions_before where time_ms >= ${end}`,
  );
  await knex.schema.raw(
    `delete from policy_decisions_before where time_ms >= ${end}`,
  );
  await knex.schema.raw(
    `alter table policy_decisions attach partition policy_decisions_before for values from (minvalue) to (${end})`,
  );
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  if (knex.client.config.client !== 'pg') {
    return;
  }
  await knex.schema.raw(
    'create table policy_decisions_whole (like policy_decisions including defaults including comments)',
  );
  await knex.schema.raw(
    'alter table policy_decisions_whole add constraint policy_decisions_whole_pkey primary key (id)',
  );
  await knex.schema.raw(
    'insert into policy_decisions_whole select * from policy_decisions on conflict do nothing',
  );
  await knex.schema.raw('drop table policy_decisions');
  await knex.schema.raw(
    'alter table policy_decisions_whole rename to policy_decisions',
  );
  await knex.schema.raw(
    'alter table policy_decisions rename constraint policy_decisions_whole_pkey to policy_decisions_pkey',
  );
  await knex.schema.raw(
    `comment on table policy_decisions is 'Decision log: a sample of entries'`,
  );
  for (const columns of INDEXES) {
    await knex.schema.raw(
      `create index ${nameOf(
        'policy_decisions',
        columns,
      )} on policy_decisions (${columns.join(', ')})`,
    );
  }
};
