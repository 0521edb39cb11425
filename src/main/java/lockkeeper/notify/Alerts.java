package lockkeeper.notify;

import lockkeeper.incident.News;
import lockkeeper.incident.Notifier;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.SSLSocketFactory;

/// Tells everybody who is configured, each at its own pace: one that hangs delays nobody else.
public final class Alerts implements Notifier, AutoCloseable {
    private final List<Receiver> receivers = new ArrayList<>();

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
        var tls = (SSLSocketFactory) SSLSocketFactory.getDefault();
        var post = new Post(new PrivateAddresses(settings), tls);
        for (var slack : settings.slack()) {
            var courier = new Courier("slack", slack.url(), post, clock, pause);
            receivers.add(
                    new Receiver(new SlackFormat(publicUrl), courier, outcomes, clock, pause));
        }
        for (var hook : settings.webhooks()) {
            var courier = new Courier("webhook", hook.url(), post, clock, pause);
            receivers.add(
                    new Receiver(
                            new WebhookFormat(hook.secret()), courier, outcomes, clock, pause));
        }
    }

    /// Begins to deliver.
    public Alerts start() {
        for (var receiver : receivers) receiver.start();
        return this;
    }

    @Override
    public void tell(News news) {
        for (var receiver : receivers) receiver.tell(news);
    }

    /// Sends each receiver a message that says it is a test, once; waits for the answers. Needs no
    /// start.
    public List<Trial> sendTest() throws InterruptedException {
        var trials = new ArrayList<Trial>();
        for (var receiver : receivers) trials.add(receiver.test());
        return trials;
    }

    @Override
    public void close() {
        for (var receiver : receivers) receiver.close();
    }
}
