-- work: none
ALTER TABLE ledgers DETACH PARTITION ledgers_high;
