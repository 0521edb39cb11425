-- work: none
ALTER TABLE cats INHERIT animals;
