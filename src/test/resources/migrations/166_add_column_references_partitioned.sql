-- work: none
ALTER TABLE cats ADD COLUMN ledger_id bigint REFERENCES ledgers;
