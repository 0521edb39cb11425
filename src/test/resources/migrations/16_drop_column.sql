-- work: none
ALTER TABLE users DROP COLUMN IF EXISTS seen;
