-- work: none
ALTER TABLE users ADD CONSTRAINT users_email UNIQUE USING INDEX users_email_key;
