-- work: scan
ALTER TABLE users ADD CONSTRAINT grown CHECK (age >= 0);
