-- What a doctor wants to know of a server and of our role there. Asked by hand, in calm moments:
-- it reads views and catalogs.
SELECT pg_catalog.current_setting('server_version') AS version,
       pg_catalog.current_setting('server_version_num')::pg_catalog.int4 / 10000 AS major,
       pg_catalog.pg_is_in_recovery() AS in_recovery,
       pg_catalog.pg_backend_pid() AS pid,
       pg_catalog.current_database() AS database,
       me.rolname AS role,
       me.rolsuper AS superuser,
       me.rolconnlimit AS role_limit,
       pg_catalog.pg_has_role('pg_read_all_stats', 'USAGE') AS sees_others,
       pg_catalog.pg_has_role('pg_signal_backend', 'USAGE') AS signals_others,
       pg_catalog.current_setting('track_activities')::pg_catalog.bool AS tracks_activities,
       (SELECT source FROM pg_catalog.pg_settings WHERE name = 'track_activities')
           AS activities_set_by,
       pg_catalog.current_setting('max_connections')::pg_catalog.int4 AS max_connections,
       CASE WHEN me.rolsuper THEN 0
            ELSE pg_catalog.current_setting('superuser_reserved_connections')::pg_catalog.int4
                 + CASE WHEN EXISTS (SELECT FROM pg_catalog.pg_roles r
                                      WHERE r.rolname = 'pg_use_reserved_connections'
                                        AND pg_catalog.pg_has_role(r.oid, 'USAGE')) THEN 0
                        ELSE coalesce(pg_catalog.current_setting('reserved_connections', true),
                                      '0')::pg_catalog.int4
                   END
       END AS reserved,
       (SELECT coalesce(pg_catalog.sum(numbackends), 0) FROM pg_catalog.pg_stat_database) AS used,
       (SELECT pg_catalog.count(*) FROM pg_catalog.pg_class
         WHERE relkind IN ('r', 'p', 'm') AND oid >= 16384) AS user_tables,
       ARRAY(SELECT r.rolname::pg_catalog.text
               FROM pg_catalog.pg_roles r
              WHERE r.rolcanlogin AND NOT r.rolsuper
                AND r.oid IN (SELECT refobjid FROM pg_catalog.pg_shdepend
                               WHERE classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                                 AND refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass
                                 AND deptype = 'o')
                AND NOT EXISTS (SELECT FROM pg_catalog.pg_db_role_setting s,
                                            pg_catalog.unnest(s.setconfig) AS setting
                                 WHERE s.setrole IN (r.oid, 0) AND setting LIKE 'lock_timeout=%')
                AND NOT EXISTS (SELECT FROM pg_catalog.pg_settings s
                                 WHERE s.name = 'lock_timeout' AND s.reset_val <> '0'
                                   AND s.source IN ('configuration file', 'command line'))
              ORDER BY 1 LIMIT 10) AS without_lock_timeout
  FROM pg_catalog.pg_roles me
 WHERE me.rolname = current_user
