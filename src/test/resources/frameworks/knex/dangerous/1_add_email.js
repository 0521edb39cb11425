exports.up = async (knex) => {
  await knex.schema.alterTable('users', (table) => table.text('email'));
  await knex.raw('SELECT pg_sleep(60 * (SELECT count(*) FROM slow))');
};

exports.down = () => {};
