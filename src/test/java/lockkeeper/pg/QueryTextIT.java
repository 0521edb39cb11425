package lockkeeper.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import lockkeeper.lock.LockSnapshot;
import lockkeeper.watch.SamplingSettings;
import lockkeeper.watch.SnapshotFailed;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/// Texts in any encoding, of any length, with anything in them: one bad row never costs the sample.
@ParameterizedClass
@MethodSource("majors")
class QueryTextIT {
    private static final String LATIN1 = "ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0";
    private static final String ASCII = "ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0";

    private final PostgresServer server;

    QueryTextIT(int major) {
        server = PostgresServer.shared(major);
    }

    static List<Integer> majors() {
        return PostgresServer.oldestAndNewest();
    }

    @Test
    void aLatin1DatabaseSeenFromAnyOther() throws Exception {
        var database = server.newDatabase(LATIN1);
        var bytes = "TABLE users /* caf\u00e9 */".getBytes(StandardCharsets.ISO_8859_1);
        for (var maintenance : List.of("postgres", database, server.newDatabase(ASCII)))
            assertThat(seenFrom(maintenance, database, bytes)).contains("caf\u00e9");
    }

    @Test
    void bytesThatAreNoTextInAnAsciiDatabase() throws Exception {
        var database = server.newDatabase(ASCII);
        var bytes =
                "TABLE users /* \u00ff\u00fe\\\u0080 end */".getBytes(StandardCharsets.ISO_8859_1);
        for (var maintenance : List.of("postgres", database, server.newDatabase(LATIN1)))
            assertThat(seenFrom(maintenance, database, bytes))
                    .isEqualTo("TABLE users /* \u00ff\u00fe\\\u0080 end */");
    }

    @Test
    void controlCharactersStayAsTheyAre() throws Exception {
        var text = "TABLE users /* \u0001\u001b[31m\r\n\t \u202e \\x */";
        assertThat(
                        seenFrom(
                                "postgres",
                                server.newDatabase(),
                                text.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(text);
    }

    @Test
    void aLongTextIsCutAtACharacter() throws Exception {
        try (var long1 =
                PostgresServer.of(server.major())
                        .with("track_activity_query_size", "1MB")
                        .start()) {
            var text = "TABLE users /*  " + "\u00e9".repeat(450_000) + "*/";
            var seen =
                    seen(
                            long1,
                            "postgres",
                            long1.newDatabase(),
                            text.getBytes(StandardCharsets.UTF_8));
            assertThat(Objects.requireNonNull(seen))
                    .hasSizeLessThan(4097)
                    .isEqualTo(text.substring(0, seen.length()));
            assertThat(seen.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(4093, 4096);
        }
    }

    private @Nullable String seenFrom(String maintenance, String database, byte[] query)
            throws Exception {
        return seen(server, maintenance, database, query);
    }

    /// The text of a session of `database` that waits with this statement, and no failed sample.
    private static @Nullable String seen(
            PostgresServer server, String maintenance, String database, byte[] query)
            throws Exception {
        server.executeIn(database, "CREATE TABLE IF NOT EXISTS users (id int)");
        var settings = new TargetSettings("main", server.url(maintenance), "postgres", null);
        try (var target = PgTarget.open(settings, SamplingSettings.DEFAULTS);
                var holder = server.session(database)) {
            Targets.awaitConnected(target);
            holder.run("BEGIN; LOCK TABLE users");
            try (var _ = new RawClient(server, database, query)) {
                await().until(() -> waiting(target.source().read()) == 1);
                var snapshot = target.source().read();
                assertThat(snapshot.hidden()).isFalse();
                var pid = snapshot.locks().getFirst().waiters().getFirst().waiter().pid();
                holder.run("COMMIT");
                return Objects.requireNonNull(snapshot.backends().get(pid)).query();
            }
        }
    }

    private static long waiting(LockSnapshot snapshot) throws SnapshotFailed {
        return snapshot.locks().stream().mapToLong(lock -> lock.waiters().size()).sum();
    }

    /// A client that sends the bytes of a statement as they are and never reads the answer.
    private static final class RawClient implements AutoCloseable {
        private final Socket socket;

        RawClient(PostgresServer server, String database, byte[] query) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
            var out = new DataOutputStream(socket.getOutputStream());
            var start = new ByteArrayOutputStream();
            // SQL_ASCII: the server converts nothing
            for (var word :
                    List.of(
                            "user",
                            "postgres",
                            "database",
                            database,
                            "client_encoding",
                            "SQL_ASCII",
                            "")) {
                start.writeBytes(word.getBytes(StandardCharsets.US_ASCII));
                start.write(0);
            }
            out.writeInt(8 + start.size());
            out.writeInt(3 << 16);
            start.writeTo(out);
            out.writeByte('Q');
            out.writeInt(5 + query.length);
            out.write(query);
            out.writeByte(0);
            out.flush();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
