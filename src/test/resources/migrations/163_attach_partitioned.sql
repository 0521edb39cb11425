-- work: scan
ALTER TABLE ledgers ATTACH PARTITION ledgers_next FOR VALUES FROM (20) TO (30);
