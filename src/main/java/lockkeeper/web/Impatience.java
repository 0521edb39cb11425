package lockkeeper.web;

import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.thread.Scheduler;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Closes connections on which no request arrives. The idle timeout alone would wait for ever for
/// one whose bytes drip in.
final class Impatience implements Connection.Listener {
    private final Scheduler scheduler;
    private final Duration patience;

    Impatience(Scheduler scheduler, Duration patience) {
        this.scheduler = scheduler;
        this.patience = patience;
    }

    @Override
    public void onOpened(Connection connection) {
        lookAgain(connection, 0);
    }

    private void lookAgain(Connection connection, long requests) {
        scheduler.schedule(
                () -> look(connection, requests), patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Every request so far has been answered, and no other has come since the last look.
    private void look(Connection connection, long requests) {
        if (!connection.getEndPoint().isOpen()) return;
        var now = connection.getMessagesIn();
        if (now == requests && connection.getMessagesOut() >= now) connection.close();
        else lookAgain(connection, now);
    }
}
