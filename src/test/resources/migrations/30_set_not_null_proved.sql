-- work: scan
ALTER TABLE users VALIDATE CONSTRAINT users_age_known;
ALTER TABLE users ALTER COLUMN age SET NOT NULL;
