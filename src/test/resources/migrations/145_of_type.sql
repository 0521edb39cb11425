-- work: none
CREATE TYPE pet AS (id bigint, name text);
ALTER TABLE cats OF pet;
ALTER TABLE cats NOT OF;
