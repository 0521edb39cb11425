-- work: build
ALTER TABLE users ADD CONSTRAINT users_name_org UNIQUE (name, org_id);
