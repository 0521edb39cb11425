-- work: unknown
-- placed: no
DO $$ BEGIN EXECUTE 'ALTER TABLE cats ADD COLUMN x int'; END $$;
