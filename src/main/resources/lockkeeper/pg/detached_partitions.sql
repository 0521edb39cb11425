-- Partitions that are half detached. Who detaches one just now waits, if for long, for transactions.
SELECT n.nspname AS schema, c.relname AS name, pn.nspname AS table_schema, p.relname AS table_name,
       quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS quoted,
       quote_ident(pn.nspname) || '.' || quote_ident(p.relname) AS table_quoted
  FROM pg_catalog.pg_inherits AS i
  JOIN pg_catalog.pg_class AS c ON c.oid = i.inhrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_class AS p ON p.oid = i.inhparent
  JOIN pg_catalog.pg_namespace AS pn ON pn.oid = p.relnamespace
 WHERE i.inhdetachpending
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_get_activity(NULL) AS a
                    WHERE a.wait_event_type = 'Lock' AND a.wait_event = 'virtualxid'
                      AND a.datid = (SELECT d.oid FROM pg_catalog.pg_database AS d
                                      WHERE d.datname = current_database()))
 ORDER BY n.nspname, c.relname
 LIMIT 10000
