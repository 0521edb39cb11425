-- work: none
ALTER TABLE users ALTER COLUMN bio SET COMPRESSION pglz;
