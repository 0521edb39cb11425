-- Names of relations; an index or TOAST table with the table it belongs to.
SELECT c.oid, n.nspname AS schema, c.relname AS name,
       tn.nspname AS table_schema, t.relname AS table_name
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_index AS i ON i.indexrelid = c.oid
  LEFT JOIN pg_catalog.pg_class AS toasted
    ON toasted.reltoastrelid = coalesce(i.indrelid, c.oid)
  LEFT JOIN pg_catalog.pg_class AS t
    ON t.oid = coalesce(toasted.oid, i.indrelid)
  LEFT JOIN pg_catalog.pg_namespace AS tn ON tn.oid = t.relnamespace
