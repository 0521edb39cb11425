-- work: rewrite
ALTER TABLE users ADD COLUMN stamped timestamptz DEFAULT clock_timestamp();
