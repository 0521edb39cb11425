-- work: none
ALTER TABLE cats ADD COLUMN owner_id bigint REFERENCES users (id);
