-- work: none
-- from: 15
ALTER TABLE notes DROP CONSTRAINT notes_ledger_fk;
