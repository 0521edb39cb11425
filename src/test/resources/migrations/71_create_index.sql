-- work: build
CREATE INDEX ON users (org_id);
