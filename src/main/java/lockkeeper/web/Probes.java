package lockkeeper.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// What machines ask about us: are we alive, are we ready, what are our numbers.
final class Probes {
    static final String QUIT = "/quitquitquit";

    private final Readiness readiness;
    private final Exposition metrics;
    private final Json json;
    private final Runnable quit;

    /// @param quit ends the daemon, soon
    Probes(Readiness readiness, Exposition metrics, Json json, Runnable quit) {
        this.readiness = readiness;
        this.metrics = metrics;
        this.json = json;
        this.quit = quit;
    }

    void register(RoutesConfig routes) {
        routes.get("/healthz", request -> request.contentType("text/plain").result("ok\n"));
        routes.get("/readyz", request -> answer(request, readiness.now()));
        routes.get("/armedz", request -> answer(request, readiness.armed()));
        routes.post(QUIT, this::quit);
        routes.get("/metrics", this::metrics);
    }

    /// The answer has left before the end begins, which closes all connections.
    private void quit(Context request) throws IOException {
        var answer = "stopping\n".getBytes(StandardCharsets.UTF_8);
        var response = request.contentType("text/plain").res();
        response.setContentLength(answer.length);
        response.getOutputStream().write(answer);
        response.flushBuffer();
        quit.run();
    }

    private void answer(Context request, Readiness.View view) {
        request.status(view.ready() ? 200 : 503).contentType(Json.TYPE).result(json.bytes(view));
    }

    /// The whole answer is there first, so that a slow reader holds up nothing but itself.
    private void metrics(Context request) {
        var text = metrics.text(request.header("Accept"));
        request.contentType(text.contentType()).result(text.body());
    }
}
