package lockkeeper.notify;

import lockkeeper.incident.News;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// One receiver with what it still has to be told and the thread that tells it.
final class Receiver implements AutoCloseable {
    /// Slack takes one message a second.
    private static final Duration PACE = Duration.ofSeconds(1);

    private final Format format;
    private final Courier courier;
    private final Outbox outbox;
    private final Outcomes outcomes;
    private final InstantSource clock;
    private final CountDownLatch ending = new CountDownLatch(1);
    private final Thread thread;

    Receiver(Format format, Courier courier, Outcomes outcomes, InstantSource clock) {
        this.format = format;
        this.courier = courier;
        this.outcomes = outcomes;
        this.clock = clock;
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
            while (deliverNext()) ending.await(PACE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            // closed
        }
    }

    /// One turn of the loop: waits for news and delivers them. False if there will be none.
    private boolean deliverNext() throws InterruptedException {
        var items = outbox.take(format.many());
        if (items.isEmpty()) return false;
        var parcel = format.pack(items.stream().map(Outbox.Item::news).toList());
        var delivered = courier.deliver(parcel, items.getFirst().since());
        for (var i = 0; i < items.size(); i++)
            outcomes.onOutcome(format.channel(), delivered ? Outcomes.DELIVERED : Outcomes.FAILED);
        return true;
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

    /// Nothing more will come; what is left is told without a pause.
    void finish() {
        outbox.end();
        ending.countDown();
    }

    /// Returns when it has told all that was left, or that time has passed.
    void awaitEnd(Duration most) throws InterruptedException {
        thread.join(Math.max(1, most.toMillis()));
    }

    /// What was not told by now is not told any more.
    @Override
    public void close() {
        thread.interrupt();
        outbox.clear();
    }
}
