package lockkeeper.cost;

import static org.awaitility.Awaitility.await;

import lockkeeper.pg.PostgresServer;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// Twenty sessions that read, one short statement after the other, and note when nobody is
/// answered.
final class LiveClients implements AutoCloseable {
    private static final int COUNT = 20;

    private final List<Connection> connections = new ArrayList<>();
    private final AtomicLong answers = new AtomicLong();
    private final AtomicLong lastAnswer = new AtomicLong(System.nanoTime());
    private final AtomicLong longestSilence = new AtomicLong();
    private volatile boolean closed;

    LiveClients(PostgresServer server) throws SQLException {
        for (var i = 0; i < COUNT; i++) {
            var connection = server.connect("postgres");
            connections.add(connection);
            Thread.ofVirtual().name("client-" + i).start(() -> read(connection));
        }
    }

    private void read(Connection connection) {
        try (var statement = connection.prepareStatement("SELECT 1 FROM users LIMIT 1")) {
            while (!closed) {
                statement.execute();
                var now = System.nanoTime();
                longestSilence.accumulateAndGet(now - lastAnswer.getAndSet(now), Math::max);
                answers.incrementAndGet();
                Thread.sleep(5);
            }
        } catch (SQLException e) {
            if (!closed) throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Returns when so many more have been answered.
    void awaitAnswers(int more) {
        var enough = answers.get() + more;
        await("answers")
                .atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> answers.get() >= enough);
    }

    /// The longest time without any answer since the last call, in nanoseconds.
    long longestSilence() {
        return longestSilence.getAndSet(0);
    }

    @Override
    public void close() throws SQLException {
        closed = true;
        for (var connection : connections) connection.close();
    }
}
