package lockkeeper.web;

import lockkeeper.graph.WaitGraph;
import lockkeeper.watch.QueryText;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/// The wait graph as programs get it, from the command and over HTTP alike. Renaming a component
/// here changes the public API.
///
/// @param hidden whether our role may not see other sessions, so that this says little
/// @param blindSince since when the server could not be read; null while it can
public record GraphView(
        String target,
        Instant sampledAt,
        @Nullable String serverVersion,
        boolean inRecovery,
        boolean hidden,
        @Nullable Instant blindSince,
        int waiting,
        List<Situation> situations,
        List<SessionView> sessions,
        List<QueueView> queues) {
    /// @param all whether to show sessions, too, that neither wait nor block
    public static GraphView of(
            Origin origin, WaitGraph graph, @Nullable Instant blindSince, boolean all) {
        var snapshot = graph.snapshot();
        var sessions = new SessionViews(graph, origin.text());
        return new GraphView(
                origin.target(),
                snapshot.sampledAt(),
                origin.serverVersion(),
                snapshot.inRecovery(),
                snapshot.hidden(),
                blindSince,
                graph.waiters().size(),
                Situation.of(graph),
                all ? sessions.all() : sessions.concerned(),
                graph.queues().stream().map(queue -> QueueView.of(queue, snapshot)).toList());
    }

    public String json() {
        return new String(new Json().bytes(this), StandardCharsets.UTF_8);
    }

    /// Where a graph comes from, and how much of its query texts may be shown.
    public record Origin(String target, @Nullable String serverVersion, QueryText text) {
        static Origin of(Target target) {
            var facts = target.facts().now();
            return new Origin(
                    target.name(),
                    facts == null ? null : facts.version(),
                    target.sampling().get().queryText());
        }
    }
}
