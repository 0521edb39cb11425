package lockkeeper;

import lockkeeper.config.Changes;
import lockkeeper.config.Configuration;
import lockkeeper.config.InvalidConfiguration;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Reads the configuration again when it has changed, or when somebody asks for it, and has all of
/// it taken up, or nothing.
///
/// It compares what the files say, not their dates: so it sees a link that now leads elsewhere, as
/// Kubernetes does it, and a secret in a file of its own.
final class Reload implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Reload.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);

    /// While it has yet to be seen whether a change will stay.
    private static final Duration AFTER_A_CHANGE = Duration.ofSeconds(1);

    /// Where the configuration comes from.
    interface Source {
        Configuration read() throws InvalidConfiguration;
    }

    /// What the files said at one time.
    ///
    /// @param configuration null if there is no usable one
    /// @param complaint why not, a line for each mistake; empty if there is
    private record Reading(@Nullable Configuration configuration, String complaint) {}

    private final Source source;
    private final Consumer<Configuration> use;
    private final Consumer<Boolean> outcome;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread loop = Thread.ofVirtual().name("reload").unstarted(this::run);

    private Configuration inForce;
    private Reading seen;
    private Reading judged;

    /// @param inForce what is in use now
    /// @param use takes up another one, of which everything may change
    /// @param outcome hears whether what is in the files is in use
    Reload(
            Configuration inForce,
            Source source,
            Consumer<Configuration> use,
            Consumer<Boolean> outcome) {
        this.inForce = inForce;
        this.source = source;
        this.use = use;
        this.outcome = outcome;
        this.seen = new Reading(inForce, "");
        this.judged = seen;
    }

    void start() {
        loop.start();
    }

    /// One turn of the loop. A change counts once it was there in two looks, so that a file that is
    /// still being written is not taken for what it will be.
    synchronized void look() {
        var reading = read();
        var settled = reading.equals(seen);
        seen = reading;
        if (settled && !reading.equals(judged)) judge(reading);
    }

    /// Somebody says that the files are as they should be.
    synchronized void now() {
        seen = read();
        judge(seen);
    }

    private Reading read() {
        try {
            return new Reading(source.read(), "");
        } catch (InvalidConfiguration e) {
            return new Reading(null, String.valueOf(e.getMessage()));
        }
    }

    private void judge(Reading reading) {
        judged = reading;
        var next = reading.configuration();
        var complaint = next == null ? reading.complaint() : takeOrSay(next);
        complaint
                .lines()
                .forEach(line -> log.error("configuration not used, the old one stays: {}", line));
        outcome.accept(complaint.isEmpty());
    }

    /// The one fence: a bug in here must not end the loop, and is told like any other reason.
    private String takeOrSay(Configuration next) {
        try {
            return take(next);
        } catch (RuntimeException e) {
            log.error("the configuration was not, or not wholly, taken up", e);
            return "a fault of ours: restart the daemon";
        }
    }

    /// Empty, or why it is not taken.
    private String take(Configuration next) {
        var changes = Changes.between(inForce, next);
        var refused = changes.thatNeedARestart();
        if (!refused.isEmpty())
            return "%s: restart the daemon for this, or put it back"
                    .formatted(String.join(", ", refused));
        use.accept(next);
        inForce = next;
        log.info("configuration read again changed=\"{}\"", changes);
        return "";
    }

    private synchronized Duration pause() {
        return seen.equals(judged) ? BETWEEN_LOOKS : AFTER_A_CHANGE;
    }

    private void run() {
        try {
            while (!closed.await(pause().toMillis(), TimeUnit.MILLISECONDS)) look();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
