package lockkeeper.cost;

import lockkeeper.pg.PostgresServer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Three servers that want a password of the daemon, and a configuration that watches them.
///
/// @param config of a daemon that listens on `port`
record Servers(List<PostgresServer> all, Path config, int port) implements AutoCloseable {
    private static final int COUNT = 3;

    static Servers start(int major, Path folder, int port) throws IOException {
        var logins =
                Files.writeString(
                        folder.resolve("pg_hba.conf"),
                        """
                        host all lockkeeper 127.0.0.1/32 scram-sha-256
                        host all all        127.0.0.1/32 trust
                        """);
        var servers = new ArrayList<PostgresServer>();
        var targets = new StringBuilder();
        for (var i = 0; i < COUNT; i++) {
            var server = PostgresServer.of(major).with("hba_file", logins.toString()).start();
            server.execute(
                    """
                    SET password_encryption = 'scram-sha-256';
                    CREATE ROLE lockkeeper LOGIN PASSWORD 'secret'
                      IN ROLE pg_monitor, pg_signal_backend;
                    CREATE TABLE users (id int)
                    """);
            servers.add(server);
            targets.append(
                    "  - {name: server%d, url: \"%s\", user: lockkeeper, password: secret}\n"
                            .formatted(i, server.url()));
        }
        var config =
                """
                http: {listen: "127.0.0.1:%d"}
                journal: {path: "%s"}
                targets:
                %s\
                """
                        .formatted(port, folder.resolve("journal"), targets);
        var file = Files.writeString(folder.resolve("lockkeeper.yaml"), config);
        return new Servers(List.copyOf(servers), file, port);
    }

    /// A report, DDL behind it and readers behind that, on each server.
    List<Crowd> crowds(int readers) throws SQLException {
        var crowds = new ArrayList<Crowd>();
        for (var server : all) {
            var crowd = new Crowd(server);
            crowds.add(crowd);
            crowd.join("BEGIN", "LOCK TABLE users IN ACCESS SHARE MODE");
            crowd.await(1, "BEGIN", "LOCK TABLE users");
            crowd.await(1 + readers, "BEGIN", "SELECT * FROM users");
        }
        return crowds;
    }

    @Override
    public void close() {
        all.forEach(PostgresServer::close);
    }
}
