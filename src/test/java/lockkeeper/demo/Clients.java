package lockkeeper.demo;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// The users of the site: twenty sessions with short reads and writes, each noting how long it was
/// held up.
final class Clients implements AutoCloseable {
    static final int COUNT = 20;
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final List<Thread> threads = new ArrayList<>();
    private final List<Connection> connections = new ArrayList<>();
    private final AtomicLong served = new AtomicLong();
    private final AtomicLong longest = new AtomicLong();

    /// When each client's running statement began, in nanoseconds; null between two.
    private final AtomicReferenceArray<Long> running = new AtomicReferenceArray<>(COUNT);

    private volatile boolean closed;
    private volatile boolean paused;

    Clients(Stage stage) throws SQLException {
        for (var i = 0; i < COUNT; i++) {
            var number = i;
            var connection = stage.connect("app", "web-" + (i + 1));
            connections.add(connection);
            threads.add(
                    Thread.ofVirtual()
                            .name("client-" + i)
                            .unstarted(() -> browse(number, connection)));
        }
        threads.forEach(Thread::start);
    }

    private void browse(int number, Connection connection) {
        try (var read = connection.prepareStatement("SELECT name FROM users WHERE id = ?");
                var write =
                        connection.prepareStatement(
                                "UPDATE users SET visits = visits + 1 WHERE id = ?")) {
            while (!closed) {
                if (paused) {
                    Thread.sleep(PAUSE);
                    continue;
                }
                var random = ThreadLocalRandom.current();
                var statement = random.nextInt(4) == 0 ? write : read;
                statement.setLong(1, 1 + random.nextInt(200_000));
                var begun = System.nanoTime();
                running.set(number, begun);
                statement.execute();
                running.set(number, null);
                longest.accumulateAndGet(System.nanoTime() - begun, Math::max);
                served.incrementAndGet();
                Thread.sleep(PAUSE);
            }
        } catch (SQLException e) {
            if (!closed) System.err.println("A client lost its connection: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Statements answered so far.
    long served() {
        return served.get();
    }

    /// Everybody takes a breath, until [#resume].
    void pause() {
        paused = true;
    }

    void resume() {
        paused = false;
    }

    /// The longest that one of them had to wait for an answer since the last call, also if it still
    /// waits.
    Duration longestHeldUp() {
        var now = System.nanoTime();
        var most = longest.getAndSet(0);
        for (var i = 0; i < COUNT; i++) {
            var begun = running.get(i);
            if (begun != null) most = Math.max(most, now - begun);
        }
        return Duration.ofNanos(most);
    }

    /// How many have waited for an answer for more than a blink.
    int stuck() {
        var now = System.nanoTime();
        var stuck = 0;
        for (var i = 0; i < COUNT; i++) {
            var begun = running.get(i);
            if (begun != null && now - begun > 100_000_000) stuck++;
        }
        return stuck;
    }

    @Override
    public void close() throws SQLException {
        closed = true;
        for (var connection : connections) connection.close();
    }
}
