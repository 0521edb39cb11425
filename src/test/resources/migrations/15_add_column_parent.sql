-- work: none
ALTER TABLE animals ADD COLUMN born date;
