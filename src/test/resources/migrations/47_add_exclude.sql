-- work: build
ALTER TABLE users ADD CONSTRAINT one_name EXCLUDE USING btree (name WITH =);
