// where to is told by PGHOST, PGPORT, PGUSER and PGDATABASE
module.exports = {
  client: 'pg',
  connection: {},
  migrations: { directory: `./${process.env.MIGRATIONS}` },
};
