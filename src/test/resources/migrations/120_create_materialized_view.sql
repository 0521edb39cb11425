-- work: rows
CREATE MATERIALIZED VIEW m AS SELECT count(*) FROM orgs;
