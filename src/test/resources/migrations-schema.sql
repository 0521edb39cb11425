-- What the migrations find: every kind of object that a lock can spread to.
CREATE SCHEMA shop;
CREATE TABLE orgs (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE users (
    id bigint PRIMARY KEY,
    email text,
    name varchar(50),
    age int,
    balance numeric(10, 2),
    seen timestamp,
    org_id bigint,
    visits int,
    bio text
);
ALTER TABLE users ADD CONSTRAINT users_age_known CHECK (age IS NOT NULL) NOT VALID;
CREATE UNIQUE INDEX users_email_key ON users (email);
CREATE INDEX users_name_idx ON users (name);
CREATE TABLE shop.orders (
    id bigint PRIMARY KEY,
    user_id bigint NOT NULL,
    total numeric(10, 2),
    note text,
    CONSTRAINT orders_user_fk FOREIGN KEY (user_id) REFERENCES users,
    CONSTRAINT orders_total_check CHECK (total >= 0)
);
CREATE INDEX orders_user_idx ON shop.orders (user_id);
CREATE INDEX orders_note_gin ON shop.orders USING gin (to_tsvector('simple', note));
CREATE TABLE shop.refunds (
    id bigint PRIMARY KEY,
    order_id bigint
);
ALTER TABLE shop.refunds
    ADD CONSTRAINT refunds_order_fk FOREIGN KEY (order_id) REFERENCES shop.orders NOT VALID;
CREATE TABLE "Audit" ("Id" serial, who text);
CREATE TABLE events (
    id bigint NOT NULL,
    at date NOT NULL,
    body text,
    org_id bigint REFERENCES orgs,
    CONSTRAINT events_id_check CHECK (id > 0)
) PARTITION BY RANGE (at);
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
CREATE TABLE events_2026 (LIKE events INCLUDING ALL);
CREATE TABLE metrics (id bigint NOT NULL, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE metrics_2024 PARTITION OF metrics FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE ledgers (id bigint PRIMARY KEY) PARTITION BY RANGE (id);
CREATE TABLE ledgers_low PARTITION OF ledgers FOR VALUES FROM (0) TO (10);
CREATE TABLE ledgers_high PARTITION OF ledgers FOR VALUES FROM (10) TO (20) PARTITION BY RANGE (id);
CREATE TABLE ledgers_high_1 PARTITION OF ledgers_high FOR VALUES FROM (10) TO (20);
CREATE TABLE ledgers_next (id bigint PRIMARY KEY) PARTITION BY RANGE (id);
CREATE TABLE ledgers_next_1 PARTITION OF ledgers_next FOR VALUES FROM (20) TO (30);
CREATE INDEX ledgers_idx ON ledgers (id);
CREATE TABLE notes (
    ledger_id bigint,
    CONSTRAINT notes_ledger_fk FOREIGN KEY (ledger_id) REFERENCES ledgers
);
CREATE TABLE animals (id bigint, name text);
CREATE TABLE dogs (breed text) INHERITS (animals);
CREATE TABLE cats (id bigint, name text);
CREATE VIEW adults AS SELECT id, email FROM users WHERE age > 17;
CREATE MATERIALIZED VIEW totals AS SELECT user_id, sum(total) AS total FROM shop.orders GROUP BY 1;
CREATE UNIQUE INDEX totals_key ON totals (user_id);
CREATE SEQUENCE invoice_no;
CREATE TYPE mood AS ENUM ('calm', 'tense');
CREATE DOMAIN positive AS int;
CREATE DOMAIN tiny AS positive;
CREATE TABLE readings (id bigint, value positive);
CREATE TABLE gauges (id bigint, value tiny);
CREATE TYPE size AS (width int, height int);
CREATE FUNCTION note_it() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE TRIGGER noted BEFORE UPDATE ON shop.orders FOR EACH ROW EXECUTE FUNCTION note_it();
CREATE TRIGGER noted AFTER UPDATE ON ledgers FOR EACH ROW EXECUTE FUNCTION note_it();
CREATE RULE silent AS ON DELETE TO cats DO INSTEAD NOTHING;
CREATE POLICY own ON cats USING (true);
CREATE STATISTICS users_stats ON age, org_id FROM users;
CREATE PUBLICATION feed FOR TABLE users;
INSERT INTO orgs VALUES (1, 'acme');
INSERT INTO users SELECT n, n || '@example.org', 'u' || n, n % 90, n, '2024-01-01', 1 FROM generate_series(1, 50) n;
INSERT INTO shop.orders SELECT n, n, n FROM generate_series(1, 50) n;
REFRESH MATERIALIZED VIEW totals;
