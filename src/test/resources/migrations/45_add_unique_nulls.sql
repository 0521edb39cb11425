-- work: build
-- from: 15
ALTER TABLE users ADD CONSTRAINT one_name UNIQUE NULLS NOT DISTINCT (name);
