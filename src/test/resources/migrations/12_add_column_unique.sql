-- work: build
ALTER TABLE cats ADD COLUMN chip text UNIQUE;
