package lockkeeper.web;

import lockkeeper.deploy.Deploy;
import lockkeeper.incident.Incident;
import lockkeeper.incident.IncidentView;
import lockkeeper.incident.News;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/// Writes one reader's events: the newest graph, how the servers stand, and what becomes of
/// incidents and deploy windows.
final class EventStream {
    /// Shorter than any time after which somebody in between would drop a silent connection.
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    /// Nobody reads faster than this.
    private static final Duration PACE = Duration.ofMillis(250);

    /// How the servers stand changes seldom and need not be told with every graph.
    private static final Duration TARGETS_PACE = Duration.ofMillis(500);

    private final OutputStream out;
    private final Graphs graphs;
    private final Targets targets;
    private final Supplier<List<Deploy>> deploys;
    private final Json json;
    private long targetsSentAt;

    /// Whether something has happened since they were sent.
    private boolean targetsAreOld;

    EventStream(
            OutputStream out,
            Graphs graphs,
            Targets targets,
            Supplier<List<Deploy>> deploys,
            Json json) {
        this.out = out;
        this.graphs = graphs;
        this.targets = targets;
        this.deploys = deploys;
        this.json = json;
    }

    /// @param event what happened to it: `opened`, `changed` or `ended`
    record IncidentEvent(String event, IncidentView incident) {}

    record ActionEvent(String target, String incident, IncidentView.ActionView action) {}

    /// Returns when the feed ends.
    ///
    /// @throws IOException when the reader has gone
    void follow(Mailbox mailbox) throws IOException, InterruptedException {
        sendTargets();
        sendDeploys();
        sendGraph();
        out.flush();
        for (var post = mailbox.take(patience()); post != null; post = mailbox.take(patience())) {
            var start = System.nanoTime();
            send(post);
            out.flush();
            Thread.sleep(pause(System.nanoTime() - start));
        }
    }

    /// What takes long is done less often.
    private static Duration pause(long took) {
        return Duration.ofNanos(Math.max(PACE.toNanos(), 10 * took));
    }

    private Duration patience() {
        return targetsAreOld ? TARGETS_PACE : HEARTBEAT;
    }

    private void send(Mailbox.Post post) throws IOException {
        for (var news : post.news()) send(news);
        if (System.nanoTime() - targetsSentAt >= TARGETS_PACE.toNanos()) sendTargets();
        else targetsAreOld = true;
        if (post.deploys()) sendDeploys();
        if (post.graph()) sendGraph();
    }

    private void send(News news) throws IOException {
        switch (news) {
            case News.Opened(var incident) -> send("opened", incident);
            case News.Grew(var incident) -> send("changed", incident);
            case News.Ended(var incident) -> send("ended", incident);
            case News.Acted(var incident, var action) -> {
                var view = IncidentView.ActionView.of(action);
                send("action", json.bytes(new ActionEvent(incident.target(), incident.id(), view)));
                send("changed", incident);
            }
            case News.Trouble _ -> sendTargets();
        }
    }

    private void send(String event, Incident incident) throws IOException {
        send("incident", json.bytes(new IncidentEvent(event, IncidentView.of(incident))));
    }

    private void sendTargets() throws IOException {
        targetsSentAt = System.nanoTime();
        targetsAreOld = false;
        send("targets", json.bytes(targets.views()));
    }

    private void sendDeploys() throws IOException {
        send("deploys", json.bytes(DeployView.of(deploys.get())));
    }

    private void sendGraph() throws IOException {
        if (graphs.isThere()) send("graph", graphs.concerned());
    }

    private void send(String event, byte[] data) throws IOException {
        out.write(("event: " + event + "\ndata: ").getBytes(StandardCharsets.US_ASCII));
        out.write(data);
        out.write('\n');
        out.write('\n');
    }
}
