-- work: none
DROP TRIGGER noted ON ledgers;
