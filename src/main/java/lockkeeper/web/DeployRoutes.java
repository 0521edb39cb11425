package lockkeeper.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;

import lockkeeper.deploy.Deploy;
import lockkeeper.deploy.Deploys;
import lockkeeper.deploy.TooManyOpen;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/// Opens, closes and shows deploy windows.
final class DeployRoutes {
    private static final String PATH = "/api/v1/deploys";

    private final Targets targets;
    private final Deploys deploys;
    private final Json json;

    DeployRoutes(Targets targets, Deploys deploys, Json json) {
        this.targets = targets;
        this.deploys = deploys;
        this.json = json;
    }

    void register(RoutesConfig routes) {
        routes.post(PATH, this::open);
        routes.get(PATH, this::list);
        routes.get(PATH + "/{id}", this::show);
        routes.delete(PATH + "/{id}", this::close);
    }

    private void open(Context request) {
        var wanted = new DeployBody(json.read(request.bodyAsBytes())).request();
        if (wanted.target() != null) targets.named(wanted.target());
        try {
            var opened = deploys.open(wanted);
            request.status(201).header("Location", PATH + "/" + opened.id());
            answer(request, DeployView.of(opened));
        } catch (TooManyOpen e) {
            throw new Problem(409, e.getMessage() + ".");
        } catch (IOException e) {
            throw new Problem(
                    503, "The window was not opened, as it cannot be kept; the log says why.");
        }
    }

    private void list(Context request) {
        var name = request.queryParam("target");
        var target = name == null ? null : targets.named(name).name();
        answer(request, DeployView.of(deploys.recent(target)));
    }

    private void show(Context request) {
        answer(request, DeployView.of(found(deploys.find(request.pathParam("id")))));
    }

    private void close(Context request) {
        answer(request, DeployView.of(found(deploys.close(request.pathParam("id")))));
    }

    private static Deploy found(@Nullable Deploy deploy) {
        if (deploy == null) throw Problem.notFound("There is no deploy window with this id.");
        return deploy;
    }

    private void answer(Context request, Object view) {
        request.contentType(Json.TYPE).result(json.bytes(view));
    }
}
