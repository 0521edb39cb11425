package lockkeeper.notify;

import lockkeeper.incident.News;
import lockkeeper.incident.Notifier;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Tells everybody who is configured, each at its own pace: one that hangs delays nobody else.
public final class Alerts implements Notifier, AutoCloseable {
    private final Outcomes outcomes;
    private final InstantSource clock;
    private final Pause pause;
    private volatile Map<Key, Receiver> receivers = Map.of();

    /// What makes a receiver another one.
    ///
    /// @param channel a [SlackSettings] or a [WebhookSettings]
    private record Key(Record channel, List<String> allowPrivate, @Nullable URI publicUrl) {}

    /// @param publicUrl where people find the page, null for messages without links
    public Alerts(
            AlertSettings settings,
            @Nullable URI publicUrl,
            Outcomes outcomes,
            InstantSource clock) {
        this(settings, publicUrl, outcomes, clock, Thread::sleep);
    }

    Alerts(
            AlertSettings settings,
            @Nullable URI publicUrl,
            Outcomes outcomes,
            InstantSource clock,
            Pause pause) {
        this.outcomes = outcomes;
        this.clock = clock;
        this.pause = pause;
        receivers = receivers(settings, publicUrl, Map.of());
    }

    private Map<Key, Receiver> receivers(
            AlertSettings settings, @Nullable URI publicUrl, Map<Key, Receiver> known) {
        var all = new LinkedHashMap<Key, Receiver>();
        var post = new Post(new PrivateAddresses(settings));
        for (var slack : settings.slack()) {
            var key = new Key(slack, settings.allowPrivate(), publicUrl);
            var same = known.get(key);
            all.put(key, same == null ? slack(slack, publicUrl, post) : same);
        }
        for (var hook : settings.webhooks()) {
            var key = new Key(hook, settings.allowPrivate(), publicUrl);
            var same = known.get(key);
            all.put(key, same == null ? webhook(hook, post) : same);
        }
        return Collections.unmodifiableMap(all);
    }

    private Receiver slack(SlackSettings slack, @Nullable URI publicUrl, Post post) {
        var courier = new Courier("slack", slack.url(), post, clock, pause);
        return new Receiver(new SlackFormat(publicUrl), courier, outcomes, clock);
    }

    private Receiver webhook(WebhookSettings hook, Post post) {
        var courier = new Courier("webhook", hook.url(), post, clock, pause);
        return new Receiver(new WebhookFormat(hook.secret()), courier, outcomes, clock);
    }

    /// Begins to deliver.
    public Alerts start() {
        for (var receiver : receivers.values()) receiver.start();
        return this;
    }

    /// Tells others from now on. Who stays gets what is still on its way; who goes does not.
    public synchronized void use(AlertSettings settings, @Nullable URI publicUrl) {
        var before = receivers;
        var after = receivers(settings, publicUrl, before);
        after.forEach(
                (key, receiver) -> {
                    if (!before.containsKey(key)) receiver.start();
                });
        receivers = after;
        before.forEach(
                (key, receiver) -> {
                    if (!after.containsKey(key)) receiver.close();
                });
    }

    @Override
    public void tell(News news) {
        for (var receiver : receivers.values()) receiver.tell(news);
    }

    /// Sends each receiver a message that says it is a test, once; waits for the answers. Needs no
    /// start.
    public List<Trial> sendTest() throws InterruptedException {
        var trials = new ArrayList<Trial>();
        for (var receiver : receivers.values()) trials.add(receiver.test());
        return trials;
    }

    /// The last news have been told: waits until they have arrived, for so long at most.
    public void finish(Duration most) {
        var end = System.nanoTime() + most.toNanos();
        var all = receivers.values();
        for (var receiver : all) receiver.finish();
        try {
            for (var receiver : all) receiver.awaitEnd(Duration.ofNanos(end - System.nanoTime()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        for (var receiver : receivers.values()) receiver.close();
    }
}
