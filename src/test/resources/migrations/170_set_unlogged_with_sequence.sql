-- work: rewrite
ALTER TABLE "Audit" SET UNLOGGED;
