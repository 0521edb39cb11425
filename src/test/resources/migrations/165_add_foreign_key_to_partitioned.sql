-- work: none
ALTER TABLE cats ADD FOREIGN KEY (id) REFERENCES ledgers NOT VALID;
