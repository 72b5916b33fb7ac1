/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('policy_revisions', table => {
    table
      .boolean('proposed')
      .notNullable()
      .defaultTo(false)
      .comment('true until the revision was active for the first time');
  });
  await knex.schema.createTable('policy_changes', table => {
    table.comment('Proposed revisions of policy sets');
    table.increments('id');
    table.string('set_name', 63).notNullable();
    table.string('set_title', 120).notNullable();
    table.string('title', 120).notNullable();
    table.text('description').nullable();
    table.string('state', 20).notNullable();
    table.string('origin', 20).notNullable();
    table.string('author', 255).notNullable();
    table.string('domain', 255).notNullable();
    table.string('owner', 255).notNullable();
    table.string('base_revision', 64).nullable();
    table.string('revision', 64).notNullable();
    table.text('requirements', 'longtext').notNullable().comment('JSON');
    table.integer('version').notNullable().comment('goes up with every write');
    table.datetime('created_at').notNullable();
    table.datetime('updated_at').notNullable();
    table.datetime('shadow_since').nullable();
    table
      .string('replaced_revision', 64)
      .nullable()
      .comment('active before it was published');
    table.datetime('published_at').nullable();
    table.string('published_by', 255).nullable();
    table
      .foreign(['set_name', 'revision'])
      .references(['set_name', 'revision'])
      .inTable('policy_revisions');
    table.index(['set_name', 'id']);
    table.index(['state', 'id']);
  });
  await knex.schema.alterTable('policy_sets', table => {
    table
      .integer('active_change')
      .nullable()
      .comment('change that made the active revision; null: its source did');
  });
  await knex.schema.createTable('policy_change_pushes', table => {
    table.comment('Versions of the proposed files of a change');
    ofChange(table);
    table.integer('number').notNullable();
    table.string('revision', 64).notNullable();
    table.string('base_revision', 64).nullable();
    table.string('author', 255).notNullable();
    table.datetime('created_at').notNullable();
    table.primary(['change_id', 'number']);
  });
  await knex.schema.createTable('policy_change_checks', table => {
    table.comment('Checks of the proposed revision of a change');
    ofChange(table);
    table.string('name', 30).notNullable();
    table.string('revision', 64).notNullable();
    table.string('state', 20).notNullable();
    table.boolean('blocking').notNullable();
    table.text('summary').nullable();
    table.text('log', 'longtext').notNullable().comment('JSON: lines');
    table.text('report', 'longtext').nullable().comment('JSON');
    table.string('runner', 36).nullable().comment('the replica at it');
    table.bigInteger('heartbeat_ms').nullable();
    table.bigInteger('started_ms').nullable();
    table.integer('duration_ms').nullable();
    table.primary(['change_id', 'name']);
    table.index(['state']);
  });
  await knex.schema.createTable('policy_change_reviews', table => {
    table.comment('Verdicts about revisions of changes');
    table.increments('id');
    ofChange(table);
    table.string('author', 255).notNullable();
    table.text('author_groups').notNullable().comment('JSON: entity refs');
    table.string('verdict', 20).notNullable();
    table.text('body').nullable();
    table.string('revision', 64).notNullable();
    table.datetime('created_at').notNullable();
    table.index(['change_id']);
  });
  await knex.schema.createTable('policy_change_comments', table => {
    table.comment('Remarks about changes and their lines');
    table.increments('id');
    ofChange(table);
    table.string('author', 255).notNullable();
    table.text('body').notNullable();
    table.text('file').nullable();
    table.integer('line').nullable();
    table.string('revision', 64).notNullable();
    table.datetime('created_at').notNullable();
    table.index(['change_id']);
  });
  await knex.schema.createTable('policy_history', table => {
    table.comment('Every switch of the active revision of a set');
    table.string('set_name', 63).notNullable();
    table.integer('sequence').notNullable();
    table.string('kind', 20).notNullable();
    table.string('revision', 64).notNullable();
    table.string('previous_revision', 64).nullable();
    table.datetime('at').notNullable();
    table.string('by', 255).notNullable();
    table.text('reason').nullable();
    table.integer('change_id').nullable();
    table.primary(['set_name', 'sequence']);
  });
  await knex.schema.createTable('policy_shadow_counts', table => {
    table.comment('How proposed revisions decide beside the active one');
    ofChange(table).primary();
    table.bigInteger('compared').notNullable();
    table.bigInteger('differed').notNullable();
    table.bigInteger('failed').notNullable();
    table.text('examples', 'longtext').notNullable().comment('JSON');
  });
};

function ofChange(table) {
  return table
    .integer('change_id')
    .unsigned()
    .notNullable()
    .references('id')
    .inTable('policy_changes')
    .onDelete('CASCADE');
}

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('policy_shadow_counts');
  await knex.schema.dropTable('policy_history');
  await knex.schema.dropTable('policy_change_comments');
  await knex.schema.dropTable('policy_change_reviews');
  await knex.schema.dropTable('policy_change_checks');
  await knex.schema.dropTable('policy_change_pushes');
  await knex.schema.alterTable('policy_sets', table => {
    table.dropColumn('active_change');
  });
  await knex.schema.dropTable('policy_changes');
  // On SQLite knex would make the table anew, which others refer to.
  await knex.raw('alter table ?? drop column ??', [
    'policy_revisions',
    'proposed',
  ]);
};
