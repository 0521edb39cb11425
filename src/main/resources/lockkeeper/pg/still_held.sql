-- Whether one owner still has a lock that it had: in the same transaction, or in any if the lock is
-- of a kind that outlives one. A prepared transaction is owner 0.
SELECT EXISTS (
       SELECT FROM pg_catalog.pg_lock_status() AS l
        WHERE l.granted
          AND coalesce(l.pid, 0) = ?
          AND (l.virtualtransaction = ? OR ?)
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
          AND NOT EXISTS (
              SELECT FROM pg_catalog.pg_stat_get_activity(nullif(l.pid, 0)) AS a
               WHERE l.pid IS NOT NULL
                 AND a.backend_start <> ?::pg_catalog.timestamptz)) AS held
