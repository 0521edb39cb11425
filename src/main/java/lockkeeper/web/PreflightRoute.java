package lockkeeper.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;

import lockkeeper.lock.LockMode;
import lockkeeper.preflight.PreflightFailed;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.Semaphore;

/// What a lock would meet, over HTTP. Each look takes a connection and over a second, so only a few
/// go on at once.
final class PreflightRoute {
    private static final int MOST_AT_ONCE = 2;

    private final Targets targets;
    private final Preflights preflights;
    private final Json json;
    private final Semaphore places = new Semaphore(MOST_AT_ONCE);

    PreflightRoute(Targets targets, Preflights preflights, Json json) {
        this.targets = targets;
        this.preflights = preflights;
        this.json = json;
    }

    void register(RoutesConfig routes) {
        routes.get("/api/v1/preflight", this::preflight);
    }

    private void preflight(Context request) {
        var target = targets.named(request.queryParam("target"));
        var relation = request.queryParam("relation");
        if (relation == null) throw Problem.badRequest("Name the relation: relation=public.users");
        var mode = mode(request.queryParam("mode"));
        if (!places.tryAcquire())
            throw new Problem(503, "Other preflights are under way; ask again in a moment.");
        try {
            var report =
                    preflights.of(target.name(), request.queryParam("database"), relation, mode);
            if (report == null) throw Problem.badRequest("relation must be an SQL name.");
            request.contentType(Json.TYPE).result(json.bytes(PreflightView.of(report)));
        } catch (PreflightFailed e) {
            throw new Problem(502, "The server could not be asked: " + e.getMessage());
        } finally {
            places.release();
        }
    }

    private static LockMode mode(@Nullable String text) {
        if (text == null) return LockMode.ACCESS_EXCLUSIVE;
        var mode = LockMode.named(text);
        if (mode == null)
            throw Problem.badRequest("mode must be a lock mode like AccessExclusiveLock.");
        return mode;
    }
}
