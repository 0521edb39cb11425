-- work: rewrite
ALTER TABLE users ALTER COLUMN age TYPE bigint;
