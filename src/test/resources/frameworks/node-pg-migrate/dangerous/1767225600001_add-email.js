exports.up = (pgm) => {
  pgm.addColumn('users', { email: 'text' });
  pgm.sql('SELECT pg_sleep(60 * (SELECT count(*) FROM slow))');
};
