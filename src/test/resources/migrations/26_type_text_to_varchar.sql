-- work: rewrite
ALTER TABLE users ALTER COLUMN bio TYPE varchar(320);
