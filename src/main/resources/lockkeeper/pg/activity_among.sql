-- What some sessions do: for many, in one pass over all.
SELECT a.pid, a.datid, a.usesysid, a.application_name, a.state, a.wait_event_type, a.wait_event,
       a.backend_start, a.xact_start, a.query_start, a.state_change,
       pg_catalog.host(a.client_addr) AS client, a.backend_xid IS NOT NULL AS writes,
       a.backend_type, a.leader_pid
  FROM pg_catalog.pg_stat_get_activity(NULL) AS a
 WHERE a.pid IN (SELECT pg_catalog.unnest(?::pg_catalog.int4[]))
