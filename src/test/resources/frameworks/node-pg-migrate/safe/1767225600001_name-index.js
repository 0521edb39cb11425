exports.up = (pgm) => {
  pgm.noTransaction();
  pgm.createIndex('users', 'name', { name: 'users_name', concurrently: true });
};
