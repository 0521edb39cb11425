exports.config = { transaction: false };

exports.up = (knex) => knex.raw('CREATE INDEX CONCURRENTLY users_name ON users (name)');

exports.down = () => {};
