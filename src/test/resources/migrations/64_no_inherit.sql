-- work: none
ALTER TABLE dogs NO INHERIT animals;
