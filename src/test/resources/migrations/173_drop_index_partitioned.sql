-- work: none
DROP INDEX ledgers_idx;
