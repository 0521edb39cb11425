-- work: none
CREATE TABLE ledgers_top PARTITION OF ledgers FOR VALUES FROM (20) TO (30);
