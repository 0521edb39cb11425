-- What the server is and what our role may do there. Asked with each connection, and about every ten seconds, so
-- that a right that is granted counts soon.
SELECT pg_catalog.current_setting('server_version') AS version,
       pg_catalog.current_setting('server_version_num')::pg_catalog.int4 / 10000 AS major,
       pg_catalog.current_database() AS database,
       current_user AS role,
       pg_catalog.current_setting('is_superuser') = 'on' AS superuser,
       pg_catalog.pg_has_role('pg_read_all_stats', 'USAGE') AS sees_others,
       pg_catalog.pg_has_role('pg_signal_backend', 'USAGE') AS signals_others,
       (1000 * pg_catalog.date_part('epoch',
           pg_catalog.current_setting('deadlock_timeout')::pg_catalog.interval))::pg_catalog.int8
           AS deadlock_timeout_ms,
       pg_catalog.pg_encoding_max_length(
           pg_catalog.pg_char_to_encoding(pg_catalog.current_setting('server_encoding'))) = 1
           AS single_byte
