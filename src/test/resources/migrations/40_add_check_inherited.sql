-- work: scan
ALTER TABLE animals ADD CHECK (id > 0);
