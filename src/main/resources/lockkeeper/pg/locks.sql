-- Everything about the objects that somebody waits for, from one read of the lock table: a row for
-- each object, mode and state with arrays of its owners. The first row bears the clock and the
-- waiters that hold anything somebody has ever waited for or could be waiting for.
--
-- Fast-path locks can never conflict (a conflicting request moves them to the main table first).
-- "k" is only a coarse key that contended objects share with few others; the reader drops the rest.
-- SELECT * instead of a list spares the server a projection of every row; columns go by name below.
WITH locks AS MATERIALIZED (
  SELECT * FROM pg_catalog.pg_lock_status() WHERE NOT fastpath
), waiting AS MATERIALIZED (
  SELECT pid,
         coalesce(relation, objid, pg_catalog.hashtext(virtualxid)::pg_catalog.oid,
                  transactionid::pg_catalog.text::pg_catalog.oid, database) AS k
    FROM locks WHERE NOT granted
)
SELECT pg_catalog.statement_timestamp() AS sampled_at,
       pg_catalog.pg_is_in_recovery() AS in_recovery,
       (1000 * pg_catalog.date_part('epoch',
           pg_catalog.current_setting('deadlock_timeout')::pg_catalog.interval))::pg_catalog.int8
           AS deadlock_timeout_ms,
       NULL AS locktype, NULL AS database, NULL AS relation, NULL AS page, NULL AS tuple,
       NULL AS virtualxid, NULL AS transactionid, NULL AS classid, NULL AS objid, NULL AS objsubid,
       NULL AS mode, NULL AS granted,
       (SELECT pg_catalog.array_agg(DISTINCT pid) FROM locks
         WHERE granted AND pid IN (SELECT pid FROM waiting)) AS pids,
       NULL AS virtualtransactions, NULL AS waitstarts
UNION ALL
SELECT NULL, NULL, NULL,
       locktype, database, relation, page, tuple,
       virtualxid, transactionid::pg_catalog.text, classid, objid, objsubid,
       mode, granted,
       pg_catalog.array_agg(pid),
       pg_catalog.array_agg(virtualtransaction),
       pg_catalog.array_agg(pg_catalog.date_part('epoch', waitstart))
  FROM locks
 WHERE coalesce(relation, objid, pg_catalog.hashtext(virtualxid)::pg_catalog.oid,
                transactionid::pg_catalog.text::pg_catalog.oid, database)
       IN (SELECT k FROM waiting)
 GROUP BY locktype, database, relation, page, tuple,
       virtualxid, transactionid::pg_catalog.text, classid, objid, objsubid, mode, granted
