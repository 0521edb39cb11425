exports.up = (knex) =>
  knex.raw(
    'ALTER TABLE orders ADD CONSTRAINT orders_buyer'
      + ' FOREIGN KEY (user_id) REFERENCES users NOT VALID',
  );

exports.down = () => {};
