-- work: build
-- outside: yes
CREATE INDEX CONCURRENTLY users_org ON users (org_id);
