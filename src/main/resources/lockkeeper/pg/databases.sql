-- The databases of the server, the busiest first.
SELECT d.oid, d.datname AS name, d.datallowconn AND NOT d.datistemplate AS open
  FROM pg_catalog.pg_database AS d
 ORDER BY pg_catalog.pg_stat_get_db_numbackends(d.oid) DESC, d.oid
