-- work: scan
ALTER DOMAIN positive ADD CONSTRAINT above CHECK (VALUE > 0);
