-- work: rows
EXPLAIN SELECT * FROM adults;
