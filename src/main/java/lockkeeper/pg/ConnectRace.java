package lockkeeper.pg;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Tries to connect until one attempt succeeds.
///
/// An attempt that meets silence (a frozen server, a black hole) may hang for seconds after the
/// server is back; so after one second of silence another one starts beside it. Attempts run on
/// platform threads, because the resolver of host names would pin the carrier of a virtual one.
final class ConnectRace implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(800);

    /// A refused password is not tried often: servers lock accounts for that.
    private static final Duration AFTER_REFUSED_LOGIN = Duration.ofSeconds(5);

    private static final int MOST_AT_ONCE = 4;

    private sealed interface Answer {
        record Connected(Connection connection) implements Answer {}

        record Failed(SQLException why) implements Answer {}
    }

    private final Dialer dialer;
    private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
    private int underWay;
    private boolean over;

    ConnectRace(Dialer dialer) {
        this.dialer = dialer;
    }

    Connection run() throws InterruptedException, SQLException {
        var pause = SHORTEST_PAUSE;
        while (!dialer.isClosed()) {
            if (underWay < MOST_AT_ONCE) start();
            var wait = PATIENCE;
            var answer = await(wait);
            if (answer == null) dialer.failed(new SQLTimeoutException("no answer to our login"));
            while (answer != null) {
                underWay--;
                switch (answer) {
                    case Answer.Connected(var connection) -> {
                        return connection;
                    }
                    case Answer.Failed(var why) -> {
                        dialer.failed(why);
                        wait = isRefusedLogin(why) ? AFTER_REFUSED_LOGIN : pause;
                    }
                }
                answer = await(wait);
                pause = longer(pause);
            }
        }
        throw new SQLException("closed");
    }

    private @Nullable Answer await(Duration wait) throws InterruptedException {
        return answers.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void start() {
        underWay++;
        Thread.ofPlatform().daemon().name("lockkeeper-connect").start(this::attempt);
    }

    private void attempt() {
        try {
            answer(new Answer.Connected(dialer.connect()));
        } catch (SQLException e) {
            answer(new Answer.Failed(e));
        } catch (RuntimeException e) {
            answer(new Answer.Failed(new SQLException(e)));
        }
    }

    private synchronized void answer(Answer answer) {
        if (over) hangUp(answer);
        else answers.add(answer);
    }

    /// Attempts that are still under way find that they are late, and close what they got.
    @Override
    public synchronized void close() {
        over = true;
        answers.forEach(ConnectRace::hangUp);
    }

    private static void hangUp(Answer answer) {
        if (!(answer instanceof Answer.Connected(var connection))) return;
        try {
            connection.close();
        } catch (SQLException e) {
            // broken already
        }
    }

    private static boolean isRefusedLogin(SQLException why) {
        var state = why.getSQLState();
        return state != null && state.startsWith("28");
    }

    private static Duration longer(Duration pause) {
        var doubled = pause.multipliedBy(2);
        return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }
}
