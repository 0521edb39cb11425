-- work: none
DROP TABLE IF EXISTS users CASCADE;
