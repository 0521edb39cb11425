-- work: none
ALTER VIEW adults RENAME COLUMN email TO mail;
