package lockkeeper.deploy;

import lockkeeper.guard.Names;
import lockkeeper.guard.OpenWindow;
import lockkeeper.guard.Outcome;
import lockkeeper.guard.Stage;
import lockkeeper.incident.Incident;
import lockkeeper.incident.Incident.Blocker;
import lockkeeper.incident.Incident.GuardAction;
import lockkeeper.lock.BackendId;
import lockkeeper.statement.CommandTag;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/// Whether an incident is a window's own, and what it means for its verdict.
final class Assessment {
    private final Incident incident;

    Assessment(Incident incident) {
        this.incident = incident;
    }

    /// Whether it is a pile-up behind DDL of a session that the window covers. Other contention
    /// says nothing about a deploy.
    boolean concerns(OpenWindow window) {
        return incident.kind() == Incident.Kind.DDL
                && incident.blockers().stream().anyMatch(b -> covers(window, b));
    }

    private boolean covers(OpenWindow window, Blocker blocker) {
        return blocker.owner() instanceof BackendId id
                && window.covers(id.startedAt(), names(blocker));
    }

    private Names names(Blocker blocker) {
        return new Names(
                Names.one(blocker.user()),
                List.of(blocker.application()),
                Names.one(incident.database()),
                Names.one(incident.relation()),
                blocker.command().equals("statement") ? List.of() : List.of(blocker.command()));
    }

    /// @param openedAt by the clock of the incident's server, as far as that is known
    Episode episode(Instant openedAt) {
        return new Episode(
                incident.id(),
                incident.blockedSessionSeconds(),
                incident.actions().stream().anyMatch(action -> wasSent(action, openedAt)),
                obstacle());
    }

    private static boolean wasSent(GuardAction action, Instant openedAt) {
        return action.enforced()
                && !action.isByHand()
                && action.outcome() != Outcome.GONE
                && action.outcome() != Outcome.DENIED
                && !action.at().isBefore(openedAt);
    }

    private @Nullable String obstacle() {
        for (var blocker : incident.blockers())
            if (blocker.stage() == Stage.WAITS && !blocker.blockedBy().isEmpty())
                return described(blocker.blockedBy().getFirst());
        return null;
    }

    private String described(int pid) {
        if (pid == 0) return "the prepared transaction in its way";
        var backend = incident.worst().backends().get(pid);
        if (backend == null) return "pid " + pid;
        var query = backend.query();
        var tag = query == null ? CommandTag.UNKNOWN : CommandTag.of(query);
        var who = new StringBuilder();
        if (!backend.application().isBlank()) who.append(", ").append(backend.application());
        if (backend.user() != null) who.append(", user ").append(backend.user());
        if (!tag.equals(CommandTag.UNKNOWN)) who.append(", ").append(tag.text());
        return who.isEmpty() ? "pid " + pid : "pid %d (%s)".formatted(pid, who.substring(2));
    }
}
