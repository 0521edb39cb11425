-- work: none
ALTER TABLE "Audit" SET SCHEMA shop;
