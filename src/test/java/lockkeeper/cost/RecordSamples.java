package lockkeeper.cost;

import static org.awaitility.Awaitility.await;

import lockkeeper.pg.PostgresServer;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/// Writes down what a server says to a daemon before, during and after a pile-up that the guard
/// ends, for the training of the AOT cache: `ci/samples.txt`. To be run again when a question to
/// the server has changed.
final class RecordSamples {
    private static final int MAJOR = 18;
    private static final int READERS = 6;

    /// As in the training, where it decides how soon the guard acts.
    private static final String GUARD = "guard: {mode: enforce, queued: 3, sustained: 300ms}";

    private RecordSamples() {}

    public static void main(String... arguments) throws Exception {
        try (var server = PostgresServer.of(MAJOR).start()) {
            server.execute("CREATE TABLE users (id int); CREATE ROLE deploy LOGIN");
            server.execute("ALTER TABLE users OWNER TO deploy");
            var recorder = recorder(server.port());
            var port = recorder.inputReader().readLine();
            var url = "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
            try (var _ = RealDaemon.start(server, url, GUARD)) {
                Thread.sleep(1_500);
                pileUp(server);
                // until what is asked every ten seconds has been asked in the form it takes at last
                Thread.sleep(35_000);
            }
            recorder.getOutputStream().close();
            System.exit(recorder.waitFor());
        }
    }

    private static Process recorder(int port) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "ci/Record.java",
                        Integer.toString(port),
                        "ci/samples.txt")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static void pileUp(PostgresServer server) throws SQLException {
        try (var crowd = new Crowd(server);
                var migration = server.connect("postgres", "user", "deploy")) {
            crowd.join("BEGIN", "LOCK TABLE users IN ACCESS SHARE MODE");
            var end = Thread.ofVirtual().start(() -> migrate(migration));
            crowd.await(1 + READERS, "BEGIN", "SELECT * FROM users");
            await("the migration was stopped")
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> !end.isAlive());
        }
    }

    private static void migrate(Connection migration) {
        try (var statement = migration.createStatement()) {
            statement.execute("ALTER TABLE users ADD COLUMN note text");
            throw new IllegalStateException("the migration went through");
        } catch (SQLException e) {
            System.out.println(e.getMessage());
        }
    }
}
