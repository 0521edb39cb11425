-- work: scan
ALTER TABLE users ADD COLUMN level int DEFAULT 1 CHECK (level > 0);
