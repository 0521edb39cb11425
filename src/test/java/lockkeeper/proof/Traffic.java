package lockkeeper.proof;

import lockkeeper.pg.PostgresServer;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Clients with short statements on one table, who note how long they were held up. Every other one
/// writes.
final class Traffic implements AutoCloseable {
    private static final String READ = "SELECT count(*) FROM users";
    private static final String WRITE = "UPDATE users SET name = 'x' WHERE id = ";

    private final List<Connection> connections = new ArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicLong longest = new AtomicLong();
    private final AtomicLong served = new AtomicLong();

    Traffic(PostgresServer server, Shop shop, int clients) throws SQLException {
        for (var i = 0; i < clients; i++) {
            var connection =
                    DriverManager.getConnection(server.url(shop.database()), shop.owner(), null);
            connections.add(connection);
            var sql = i % 2 == 0 ? READ : WRITE + (i + 1);
            Thread.ofVirtual().start(() -> work(connection, sql));
        }
    }

    private void work(Connection connection, String sql) {
        try (var statement = connection.prepareStatement(sql)) {
            while (!closed.await(10, TimeUnit.MILLISECONDS)) {
                var begun = System.nanoTime();
                statement.execute();
                longest.accumulateAndGet(System.nanoTime() - begun, Math::max);
                served.incrementAndGet();
            }
        } catch (SQLException e) {
            if (closed.getCount() > 0) throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    long served() {
        return served.get();
    }

    /// The longest that one of them waited for an answer.
    Duration longestHeldUp() {
        return Duration.ofNanos(longest.get());
    }

    @Override
    public void close() throws SQLException {
        closed.countDown();
        for (var connection : connections) connection.close();
    }
}
