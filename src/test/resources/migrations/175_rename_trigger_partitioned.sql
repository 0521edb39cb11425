-- work: none
ALTER TRIGGER noted ON ledgers RENAME TO remarked;
