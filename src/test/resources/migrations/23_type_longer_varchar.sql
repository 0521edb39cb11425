-- work: none
-- careful: yes
ALTER TABLE users ALTER COLUMN name TYPE varchar(200);
