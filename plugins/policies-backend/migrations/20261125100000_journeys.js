/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('policy_journeys', table => {
    table.comment('Onboarding of domains');
    table.increments('id');
    table.string('created_by', 255).notNullable();
    table.datetime('created_at').notNullable();
    table.datetime('updated_at').notNullable();
    table
      .integer('change_id')
      .unsigned()
      .nullable()
      .references('id')
      .inTable('policy_changes')
      .onDelete('SET NULL');
    table.string('branch', 255).nullable().comment('where it was pushed to');
    table.string('branch_commit', 64).nullable();
  });
  await knex.schema.createTable('policy_journey_fields', table => {
    table.comment(
      'What was entered, a field a row, so that people do not overwrite each other',
    );
    table
      .integer('journey_id')
      .unsigned()
      .notNullable()
      .references('id')
      .inTable('policy_journeys')
      .onDelete('CASCADE');
    table.string('field', 300).notNullable();
    table.text('value', 'longtext').nullable();
    table.integer('version').notNullable();
    table.string('by', 255).notNullable();
    table.datetime('at').notNullable();
    table.primary(['journey_id', 'field']);
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('policy_journey_fields');
  await knex.schema.dropTable('policy_journeys');
};
