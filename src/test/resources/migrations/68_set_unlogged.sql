-- work: rewrite
ALTER TABLE cats SET UNLOGGED;
