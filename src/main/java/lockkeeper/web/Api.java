package lockkeeper.web;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;

import lockkeeper.graph.WaitGraph;
import lockkeeper.incident.Incident;
import lockkeeper.incident.IncidentView;
import lockkeeper.incident.Incidents;
import lockkeeper.watch.QueryText;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What can be read as JSON.
final class Api {
    private static final int USUAL_INCIDENTS = 50;
    private static final int MOST_INCIDENTS = 1000;

    private final Targets targets;
    private final Incidents incidents;
    private final Json json;
    private final Map<String, Graphs> graphs = new HashMap<>();

    Api(Targets targets, Incidents incidents, Json json) {
        this.targets = targets;
        this.incidents = incidents;
        this.json = json;
        for (var target : targets.all()) graphs.put(target.name(), new Graphs(target, json));
    }

    /// With everything that is known of it.
    ///
    /// @param worst the wait graph at its worst moment
    record WholeIncident(
            @JsonUnwrapped IncidentView incident, List<Incident.Point> timeline, GraphView worst) {}

    void register(RoutesConfig routes) {
        routes.get("/api/v1/targets", this::targets);
        routes.get("/api/v1/graph", this::graph);
        routes.get("/api/v1/whatif", this::whatIf);
        routes.get("/api/v1/incidents", this::incidents);
        routes.get("/api/v1/incidents/{id}", this::incident);
    }

    /// The newest graph of a server as JSON.
    Graphs graphsOf(Target target) {
        var known = graphs.get(target.name());
        if (known == null) throw new IllegalArgumentException("no such target: " + target.name());
        return known;
    }

    private void targets(Context request) {
        answer(request, targets.views());
    }

    private void graph(Context request) {
        var graph = graphsOf(target(request));
        var all = "true".equals(request.queryParam("all"));
        request.contentType(Json.TYPE).result(all ? graph.all() : graph.concerned());
    }

    private void whatIf(Context request) {
        var graph = graphsOf(target(request)).graph();
        answer(request, WhatIf.of(graph, request.queryParam("pids")));
    }

    private void incidents(Context request) {
        var name = request.queryParam("target");
        var target = name == null ? null : targets.named(name).name();
        var limit = limit(request.queryParam("limit"));
        answer(request, views(incidents.recent(target, limit)));
    }

    private static List<IncidentView> views(List<Incident> incidents) {
        return incidents.stream().map(IncidentView::of).toList();
    }

    private static int limit(@Nullable String text) {
        if (text == null) return USUAL_INCIDENTS;
        try {
            var limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MOST_INCIDENTS) return limit;
        } catch (NumberFormatException e) {
            // is said below
        }
        throw Problem.badRequest("limit must be a number from 1 to " + MOST_INCIDENTS + ".");
    }

    private void incident(Context request) {
        var incident = incidents.find(request.pathParam("id"));
        if (incident == null) throw Problem.notFound("There is no incident with this id.");
        var worst = GraphView.of(origin(incident), WaitGraph.of(incident.worst()), null, false);
        var view = IncidentView.of(incident);
        answer(request, new WholeIncident(view, incident.timeline(), worst));
    }

    /// Of an incident whose server may not be configured any more.
    private GraphView.Origin origin(Incident incident) {
        var known = graphs.get(incident.target());
        return known == null
                ? new GraphView.Origin(incident.target(), null, QueryText.MASKED)
                : GraphView.Origin.of(known.target());
    }

    private Target target(Context request) {
        return targets.named(request.queryParam("target"));
    }

    private void answer(Context request, Object view) {
        request.contentType(Json.TYPE).result(json.bytes(view));
    }
}
