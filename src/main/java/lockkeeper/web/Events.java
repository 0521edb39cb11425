package lockkeeper.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;

import lockkeeper.deploy.Deploys;

import java.io.IOException;
import java.util.concurrent.Semaphore;

/// Lets browsers follow what happens, as server-sent events.
final class Events {
    /// More readers at once are turned away, so that they cannot use up the memory of a small
    /// process.
    static final int MOST_READERS = 200;

    private final Semaphore seats = new Semaphore(MOST_READERS);
    private final Api api;
    private final Targets targets;
    private final Deploys deploys;
    private final LiveFeed feed;
    private final Json json;

    Events(Api api, Targets targets, Deploys deploys, LiveFeed feed, Json json) {
        this.api = api;
        this.targets = targets;
        this.deploys = deploys;
        this.feed = feed;
        this.json = json;
    }

    void register(RoutesConfig routes) {
        routes.get("/api/v1/events", this::follow);
        routes.get("/api/v1/history", this::history);
    }

    private void history(Context request) {
        var target = targets.named(request.queryParam("target")).name();
        var view = feed.historyOf(target).view(target, feed.clock().instant());
        request.contentType(Json.TYPE).result(json.bytes(view));
    }

    /// Stays in the request's own virtual thread until the reader goes or stops reading.
    private void follow(Context request) throws InterruptedException {
        var target = targets.named(request.queryParam("target"));
        request.contentType("text/event-stream").header("X-Accel-Buffering", "no");
        if (request.req().getMethod().equals("HEAD")) return;
        if (!seats.tryAcquire()) {
            request.header("Retry-After", "30");
            throw new Problem(503, "Too many readers follow the events already.");
        }
        var mailbox = new Mailbox(target.name());
        feed.join(mailbox);
        try {
            var out = request.res().getOutputStream();
            new EventStream(
                            out,
                            api.graphsOf(target),
                            targets,
                            () -> deploys.recent(target.name()),
                            json)
                    .follow(mailbox);
        } catch (IOException e) {
            // the reader has gone, or does not read: both are its own matter
        } finally {
            feed.leave(mailbox);
            seats.release();
        }
    }
}
