-- work: none
ALTER TABLE users ALTER COLUMN org_id SET STATISTICS 500, ALTER age SET (n_distinct = 90);
