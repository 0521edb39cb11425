-- work: none
ALTER TABLE cats SET SCHEMA shop;
