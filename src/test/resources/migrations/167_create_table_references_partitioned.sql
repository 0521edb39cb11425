-- work: none
CREATE TABLE parcels (id bigint PRIMARY KEY, ledger_id bigint REFERENCES ledgers);
