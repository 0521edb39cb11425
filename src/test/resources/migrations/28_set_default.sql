-- work: none
ALTER TABLE users ALTER COLUMN name SET DEFAULT 'nobody', ALTER age DROP DEFAULT;
