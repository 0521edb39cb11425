package lockkeeper.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

/// What machines ask about us: are we alive, are we ready, what are our numbers.
final class Probes {
    private final Readiness readiness;
    private final Exposition metrics;
    private final Json json;

    Probes(Readiness readiness, Exposition metrics, Json json) {
        this.readiness = readiness;
        this.metrics = metrics;
        this.json = json;
    }

    void register(RoutesConfig routes) {
        routes.get("/healthz", request -> request.contentType("text/plain").result("ok\n"));
        routes.get("/readyz", this::ready);
        routes.get("/metrics", this::metrics);
    }

    private void ready(Context request) {
        var view = readiness.now();
        request.status(view.ready() ? 200 : 503).contentType(Json.TYPE).result(json.bytes(view));
    }

    /// Collects the answer first, so that a slow reader holds up nothing but itself.
    private void metrics(Context request) throws IOException {
        var type = metrics.contentType(request.header("Accept"));
        var body = new ByteArrayOutputStream();
        metrics.write(type, body);
        request.contentType(type).result(body.toByteArray());
    }
}
