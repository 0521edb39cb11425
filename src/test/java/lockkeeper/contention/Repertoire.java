package lockkeeper.contention;

import lockkeeper.lock.LockMode;

import java.util.List;
import java.util.Random;

/// The statements that sessions choose from, at random: everything that takes or awaits locks in an
/// application and in a migration.
record Repertoire(Random random, int major) {
    private static final List<String> TABLES =
            List.of("users", "orders", "notes", "parts", "part1");
    private static final List<String> STRENGTHS =
            List.of("UPDATE", "NO KEY UPDATE", "SHARE", "KEY SHARE");

    /// What every script begins with.
    static final String SETTING =
            """
            DROP SCHEMA IF EXISTS play CASCADE;
            CREATE SCHEMA play;
            SET search_path = play;
            CREATE TABLE users (id int PRIMARY KEY, k int UNIQUE, v int DEFAULT 0);
            INSERT INTO users SELECT i, i, 0 FROM generate_series(1, 4) AS i;
            CREATE TABLE orders (id int PRIMARY KEY, user_id int REFERENCES users, v int DEFAULT 0);
            INSERT INTO orders SELECT i, 1 + i % 4, 0 FROM generate_series(1, 4) AS i;
            CREATE TABLE notes (id int, v int DEFAULT 0);
            INSERT INTO notes SELECT i, 0 FROM generate_series(1, 200) AS i;
            CREATE INDEX notes_id ON notes (id);
            CREATE TABLE parts (id int, v int DEFAULT 0) PARTITION BY RANGE (id);
            CREATE TABLE part1 PARTITION OF parts FOR VALUES FROM (0) TO (10);
            CREATE TABLE part2 PARTITION OF parts FOR VALUES FROM (10) TO (20);
            CREATE TABLE part3 PARTITION OF parts DEFAULT;
            INSERT INTO parts SELECT i, 0 FROM generate_series(1, 30) AS i;
            CREATE MATERIALIZED VIEW sums AS SELECT id, v FROM notes WHERE id < 9;
            CREATE UNIQUE INDEX sums_id ON sums (id);
            CREATE FUNCTION peek(i int) RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
                AS 'SELECT count(*) FROM play.orders WHERE id = i';
            """;

    String inside() {
        return switch (random.nextInt(20)) {
            case 0, 1, 2 -> lockTable();
            case 3, 4 -> "SELECT count(*) FROM " + table();
            case 5, 6, 7, 8 -> lockRow();
            case 9, 10, 11 -> change();
            case 12, 13 -> insert();
            case 14, 15 -> advisory();
            case 16 -> savepoint();
            case 17 -> parallel();
            default -> ddl();
        };
    }

    String alone() {
        var statements =
                List.of(
                        "VACUUM (TRUNCATE false) " + table(),
                        "VACUUM FULL notes",
                        "CREATE INDEX CONCURRENTLY ON " + leaf() + " (v)",
                        "REINDEX TABLE CONCURRENTLY " + leaf(),
                        "REINDEX TABLE " + leaf(),
                        "DROP INDEX CONCURRENTLY notes_id",
                        "ALTER TABLE parts DETACH PARTITION part2 CONCURRENTLY",
                        "SELECT pg_advisory_lock(" + small() + ")",
                        "SELECT pg_advisory_unlock_all()",
                        "SELECT count(*) FROM " + table(),
                        "UPDATE users SET v = v + 1 WHERE id = " + small(),
                        "COMMIT PREPARED 'g" + small() + "'",
                        "ROLLBACK PREPARED 'g" + small() + "'",
                        "ROLLBACK PREPARED 'g" + small() + "'");
        return statements.get(random.nextInt(statements.size()));
    }

    private String lockTable() {
        var modes = LockMode.values();
        var mode = modes[random.nextInt(modes.length)].documented();
        var tables = random.nextInt(4) == 0 ? table() + ", " + table() : table();
        return "LOCK TABLE " + tables + " IN " + mode + " MODE";
    }

    private String lockRow() {
        var table = random.nextInt(4) == 0 ? "parts" : "users";
        return "SELECT * FROM %s WHERE id = %d FOR %s".formatted(table, small(), strength());
    }

    private String change() {
        return switch (random.nextInt(9)) {
            case 0, 1 -> "UPDATE users SET v = v + 1 WHERE id = " + small();
            case 2 -> "UPDATE users SET k = k + 10 WHERE id = " + small();
            case 3 -> "DELETE FROM users WHERE id = " + small();
            case 4 -> "UPDATE orders SET user_id = %d WHERE id = %d".formatted(small(), small());
            case 5 -> "UPDATE parts SET v = v + 1 WHERE id = " + small();
            case 6 -> "UPDATE parts SET id = id + 10 WHERE id = " + small();
            case 7 -> "UPDATE users SET v = v + 1";
            default -> "UPDATE notes SET v = v + 1 WHERE id = " + small();
        };
    }

    private String insert() {
        var key = 10 + random.nextInt(3);
        return switch (random.nextInt(7)) {
            case 0, 1 -> "INSERT INTO users VALUES (%d, %d)".formatted(key, key);
            case 2 ->
                    "INSERT INTO users VALUES (%d, %d) ON CONFLICT DO NOTHING".formatted(key, key);
            case 3 ->
                    "INSERT INTO users VALUES (%d, %d) ON CONFLICT (id) DO UPDATE SET v = 1"
                            .formatted(key, key);
            case 4 -> "INSERT INTO orders VALUES (%d, %d)".formatted(key, small());
            case 5 ->
                    major < 15
                            ? "DELETE FROM orders WHERE id = " + small()
                            : "MERGE INTO users USING orders ON users.id = orders.id"
                                    + " WHEN MATCHED THEN UPDATE SET v = orders.v";
            default -> "INSERT INTO parts VALUES (%d)".formatted(key);
        };
    }

    private String advisory() {
        var shared = random.nextBoolean() ? "_shared" : "";
        var kind = random.nextInt(3) == 0 ? "pg_advisory_lock" : "pg_advisory_xact_lock";
        var key = random.nextInt(3) == 0 ? "7, " + small() : Integer.toString(small());
        return "SELECT %s%s(%s)".formatted(kind, shared, key);
    }

    private String savepoint() {
        return switch (random.nextInt(4)) {
            case 0, 1 -> "SAVEPOINT s";
            case 2 -> "ROLLBACK TO s";
            default -> "PREPARE TRANSACTION 'g" + small() + "'";
        };
    }

    private String parallel() {
        var force = major >= 16 ? "debug_parallel_query" : "force_parallel_mode";
        var table = random.nextBoolean() ? "notes" : "parts";
        return "SET LOCAL "
                + force
                + " = on; SET LOCAL parallel_setup_cost = 0; SET LOCAL parallel_tuple_cost = 0;"
                + " SET LOCAL min_parallel_table_scan_size = 0;"
                + " SELECT sum(play.peek(id)) FROM "
                + table;
    }

    private String ddl() {
        return switch (random.nextInt(24)) {
            case 0 -> "CREATE INDEX ON " + table() + " (v)";
            case 1 -> "REINDEX TABLE " + leaf();
            case 2 -> "REINDEX INDEX notes_id";
            case 3 -> "TRUNCATE " + (random.nextBoolean() ? "notes" : "orders");
            case 4 -> "TRUNCATE users CASCADE";
            case 5 -> "DROP TABLE " + (random.nextBoolean() ? "orders" : "part2");
            case 6 -> "DROP INDEX notes_id";
            case 7 -> "ALTER TABLE " + table() + " ADD COLUMN c" + small() + " int";
            case 8 -> "ALTER TABLE " + table() + " ALTER COLUMN v TYPE bigint";
            case 9 -> "ALTER TABLE " + leaf() + " SET (fillfactor = 90)";
            case 10 -> "ALTER TABLE " + table() + " ADD CHECK (v > -1) NOT VALID";
            case 11 -> "ALTER TABLE " + table() + " ALTER COLUMN v SET STATISTICS 10";
            case 12 -> "ALTER TABLE " + table() + " DISABLE TRIGGER USER";
            case 13 -> "ALTER TABLE " + table() + " ALTER COLUMN v SET NOT NULL";
            case 14 -> "ALTER TABLE notes ADD FOREIGN KEY (id) REFERENCES users NOT VALID";
            case 15 -> "ALTER TABLE parts DETACH PARTITION part1";
            case 16 -> "CREATE TABLE extra PARTITION OF parts FOR VALUES FROM (20) TO (25)";
            case 17 -> "CREATE TABLE other (u int REFERENCES users)";
            case 18 -> "REFRESH MATERIALIZED VIEW sums";
            case 19 -> "REFRESH MATERIALIZED VIEW CONCURRENTLY sums";
            case 20 -> "CLUSTER notes USING notes_id";
            case 21 -> "ANALYZE " + table();
            case 22 -> "COMMENT ON TABLE " + table() + " IS 'c'";
            default -> "ALTER TABLE " + table() + " RENAME COLUMN v TO w";
        };
    }

    private String table() {
        return TABLES.get(random.nextInt(TABLES.size()));
    }

    /// A table that is not partitioned.
    private String leaf() {
        return List.of("users", "orders", "notes", "part1").get(random.nextInt(4));
    }

    private String strength() {
        return STRENGTHS.get(random.nextInt(STRENGTHS.size()));
    }

    private int small() {
        return 1 + random.nextInt(3);
    }
}
