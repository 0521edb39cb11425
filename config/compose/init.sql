-- The role that watches, and a table to queue up for.
CREATE ROLE lockkeeper LOGIN PASSWORD 'lockkeeper' CONNECTION LIMIT 10;
GRANT pg_monitor TO lockkeeper;
GRANT pg_signal_backend TO lockkeeper;

CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL);
INSERT INTO users (name) SELECT 'user ' || n FROM generate_series(1, 200000) AS n;

-- Migrations run as a role that is no superuser, whom the guard may end.
CREATE ROLE deploy LOGIN PASSWORD 'deploy';
ALTER TABLE users OWNER TO deploy;
GRANT CREATE ON SCHEMA public TO deploy;
