exports.up = (pgm) => {
  pgm.sql(
    'ALTER TABLE orders ADD CONSTRAINT orders_buyer'
      + ' FOREIGN KEY (user_id) REFERENCES users NOT VALID',
  );
};
