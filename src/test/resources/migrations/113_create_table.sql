-- work: none
CREATE TABLE IF NOT EXISTS parcels (id bigint PRIMARY KEY, note text);
