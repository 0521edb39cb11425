-- Signals one session if it still is in the lock, the transaction and the statement for which that
-- was decided. The lock table, which takes longest to read, comes first: between the look at the
-- session itself and the signal there is nothing. The select list is evaluated for a row that
-- passed every condition, and for no other.
SELECT pg_catalog.%s(a.pid) AS sent
  FROM (SELECT l.pid
          FROM pg_catalog.pg_lock_status() AS l
         WHERE l.pid = ?
           AND l.virtualtransaction = ?
           AND l.mode = ?
           AND l.granted = ?
           AND l.waitstart IS NOT DISTINCT FROM ?::pg_catalog.timestamptz
           AND l.locktype = ?
           AND coalesce(l.database, 0)::pg_catalog.int8 = ?
           AND coalesce(l.relation, 0)::pg_catalog.int8 = ?
           AND coalesce(l.page, -1)::pg_catalog.int8 = ?
           AND coalesce(l.tuple, -1)::pg_catalog.int8 = ?
           AND l.virtualxid IS NOT DISTINCT FROM ?::pg_catalog.text
           AND l.transactionid::pg_catalog.text IS NOT DISTINCT FROM ?::pg_catalog.text
           AND coalesce(l.classid, 0)::pg_catalog.int8 = ?
           AND coalesce(l.objid, 0)::pg_catalog.int8 = ?
           AND coalesce(l.objsubid, 0)::pg_catalog.int8 = ?
         LIMIT 1) AS locked
 CROSS JOIN LATERAL pg_catalog.pg_stat_get_activity(locked.pid) AS a
 WHERE a.backend_start = ?::pg_catalog.timestamptz
   AND a.xact_start IS NOT DISTINCT FROM ?::pg_catalog.timestamptz
   AND a.query_start = coalesce(?::pg_catalog.timestamptz, a.query_start)
   AND a.backend_type = 'client backend'
   AND a.leader_pid IS NULL
   AND a.pid <> pg_catalog.pg_backend_pid()
   -- committed already and only waiting for a standby: ending it would change nothing but the wait
   AND a.wait_event IS DISTINCT FROM 'SyncRep'
   AND pg_catalog.clock_timestamp() < ?::pg_catalog.timestamptz
