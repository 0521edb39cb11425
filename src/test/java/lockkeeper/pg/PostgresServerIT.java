package lockkeeper.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.sql.SQLException;
import java.util.List;

class PostgresServerIT {
    static List<Integer> majors() {
        return PostgresServer.majors();
    }

    @ParameterizedTest
    @MethodSource("majors")
    void isOfTheMajorAskedFor(int major) {
        var server = PostgresServer.shared(major);
        assertThat(server.query("SHOW server_version")).startsWith(major + ".");
    }

    @ParameterizedTest
    @MethodSource("majors")
    void showsASessionThatWaits(int major) {
        var server = PostgresServer.shared(major);
        try (var holder = server.session();
                var waiter = server.session()) {
            holder.run("BEGIN; SELECT pg_advisory_xact_lock(7)");
            var waiting = waiter.start("SELECT pg_advisory_lock(7)");
            waiter.awaitBlocked();
            assertThat(waiting).isNotDone();
            holder.run("COMMIT");
            waiting.join();
        }
    }

    @Test
    void stopsFreezesDiesAndComesBackOnTheSamePort() {
        try (var server = PostgresServer.of(18).with("max_connections", "20").start()) {
            assertThat(server.query("SHOW max_connections")).isEqualTo("20");
            server.stop();
            server.start();
            server.kill();
            server.start();
            try (var session = server.session()) {
                server.suspend();
                var answer = session.start("SELECT 1");
                assertThat(answer).isNotDone();
                server.resume();
                answer.join();
            }
        }
    }

    @Test
    void leavesNoProcessBehind() {
        var server = PostgresServer.of(18).start();
        var postmaster = ProcessHandle.of(server.postmaster()).orElseThrow();
        server.close();
        await().until(() -> !postmaster.isAlive());
        assertThat(server.log()).doesNotExist();
    }

    @Test
    void closingASessionEndsItsBackend() throws SQLException {
        var server = PostgresServer.shared(18);
        var session = server.session();
        session.close();
        var count = "SELECT count(*) FROM pg_stat_activity WHERE pid = " + session.pid();
        await().until(() -> "0".equals(server.query(count)));
    }
}
