-- work: rows
INSERT INTO "Audit" (who) VALUES ('x');
