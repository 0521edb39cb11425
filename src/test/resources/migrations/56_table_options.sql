-- work: none
ALTER TABLE users SET (fillfactor = 70, autovacuum_enabled = false), RESET (parallel_workers);
