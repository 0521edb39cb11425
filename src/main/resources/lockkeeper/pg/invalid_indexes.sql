-- Indexes that are not valid though nobody is at work on them: no build on their table, and no
-- session that keeps them locked to drop or to replace them. Which index locks there are is asked
-- for each of the few that remain, not for all.
SELECT n.nspname AS schema, c.relname AS name, tn.nspname AS table_schema, t.relname AS table_name,
       quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS quoted,
       c.relkind = 'I' AS partitioned,
       c.relispartition OR EXISTS (SELECT FROM pg_catalog.pg_constraint k
                                    WHERE k.conindid = c.oid AND k.contype IN ('p', 'u', 'x'))
           AS bound
  FROM pg_catalog.pg_index AS i
  JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_class AS toasted ON toasted.reltoastrelid = i.indrelid
  JOIN pg_catalog.pg_class AS t ON t.oid = coalesce(toasted.oid, i.indrelid)
  JOIN pg_catalog.pg_namespace AS tn ON tn.oid = t.relnamespace
 WHERE NOT i.indisvalid
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_progress_create_index AS p
                    WHERE p.datname = current_database()
                      AND (p.relid = i.indrelid OR p.index_relid = i.indexrelid))
   AND (SELECT count(*) FROM pg_catalog.pg_lock_status() AS l
         WHERE l.locktype = 'relation' AND l.relation = i.indexrelid AND l.granted
           AND l.mode = 'ShareUpdateExclusiveLock'
           AND l.database = (SELECT d.oid FROM pg_catalog.pg_database AS d
                              WHERE d.datname = current_database())) = 0
 ORDER BY n.nspname, c.relname
 LIMIT 10000
