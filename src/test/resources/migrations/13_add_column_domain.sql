-- work: none
ALTER TABLE cats ADD COLUMN weight positive;
