-- work: none
ALTER TABLE orgs ALTER COLUMN name DROP NOT NULL;
