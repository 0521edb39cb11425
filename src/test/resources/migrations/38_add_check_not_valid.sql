-- work: none
ALTER TABLE users ADD CONSTRAINT grown CHECK (age >= 0) NOT VALID;
