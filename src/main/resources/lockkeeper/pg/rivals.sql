-- Who else holds one of our advisory locks, in any database of this server.
SELECT l.pid, l.database, a.backend_start,
       a.application_name = 'lockkeeper actor' AND a.state = 'idle'
       AND pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())
           - pg_catalog.date_part('epoch', a.state_change) > ? AS silent
  FROM pg_catalog.pg_lock_status() AS l,
       pg_catalog.pg_stat_get_activity(l.pid) AS a
 WHERE l.locktype = 'advisory' AND l.granted
   AND l.classid::pg_catalog.int8 = ? AND l.objid::pg_catalog.int8 = ? AND l.objsubid = 1
   AND l.pid <> pg_catalog.pg_backend_pid()
