-- work: none
ALTER TABLE ONLY users ADD CONSTRAINT users_org_fk FOREIGN KEY (org_id) REFERENCES orgs NOT VALID;
