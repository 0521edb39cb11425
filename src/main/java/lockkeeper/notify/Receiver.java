package lockkeeper.notify;

import lockkeeper.incident.News;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.InstantSource;

/// One receiver with what it still has to be told and the thread that tells it.
final class Receiver implements AutoCloseable {
    /// Slack takes one message a second.
    private static final Duration PACE = Duration.ofSeconds(1);

    private final Format format;
    private final Courier courier;
    private final Outbox outbox;
    private final Outcomes outcomes;
    private final InstantSource clock;
    private final Pause pause;
    private final Thread thread;

    Receiver(Format format, Courier courier, Outcomes outcomes, InstantSource clock, Pause pause) {
        this.format = format;
        this.courier = courier;
        this.outcomes = outcomes;
        this.clock = clock;
        this.pause = pause;
        outbox =
                new Outbox(
                        format.wantsUpdates(),
                        () -> outcomes.onOutcome(format.channel(), Outcomes.DROPPED));
        thread = Thread.ofVirtual().name("alerts-" + format.channel()).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    void tell(News news) {
        outbox.put(news, clock.instant());
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                deliverNext();
                pause.sleep(PACE);
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    /// One turn of the loop: waits for news and delivers them.
    void deliverNext() throws InterruptedException {
        var items = outbox.take(format.many());
        var parcel = format.pack(items.stream().map(Outbox.Item::news).toList());
        var delivered = courier.deliver(parcel, items.getFirst().since());
        for (var i = 0; i < items.size(); i++)
            outcomes.onOutcome(format.channel(), delivered ? Outcomes.DELIVERED : Outcomes.FAILED);
    }

    Trial test() throws InterruptedException {
        var problem = problem(courier.attempt(format.test()));
        return new Trial(format.channel(), courier.host(), problem);
    }

    private static @Nullable String problem(Courier.Attempt attempt) {
        return switch (attempt) {
            case Courier.Attempt.Delivered _ -> null;
            case Courier.Attempt.Refused refused -> refused.why();
            case Courier.Attempt.Later later -> later.why();
        };
    }

    /// What was not told by now is not told any more.
    @Override
    public void close() {
        thread.interrupt();
        outbox.clear();
    }
}
