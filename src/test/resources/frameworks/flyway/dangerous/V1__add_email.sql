ALTER TABLE users ADD COLUMN email text;
SELECT pg_sleep(60 * (SELECT count(*) FROM slow));
