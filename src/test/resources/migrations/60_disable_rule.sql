-- work: none
ALTER TABLE cats DISABLE RULE silent;
