-- work: none
BEGIN;
SET LOCAL lock_timeout = '2s';
ALTER TABLE orgs ADD COLUMN site text;
COMMIT;
