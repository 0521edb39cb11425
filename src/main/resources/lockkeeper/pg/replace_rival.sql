-- Ends the session of a rival that is frozen or cut off, if it still is that session and silent.
SELECT pg_catalog.pg_terminate_backend(a.pid) AS sent
  FROM pg_catalog.pg_stat_get_activity(?) AS a
 WHERE a.backend_start = ?::pg_catalog.timestamptz
   AND a.application_name = 'lockkeeper actor'
   AND a.state = 'idle'
   AND pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())
       - pg_catalog.date_part('epoch', a.state_change) > ?
   AND a.pid <> pg_catalog.pg_backend_pid()
