-- work: scan
ALTER TABLE users VALIDATE CONSTRAINT users_age_known;
