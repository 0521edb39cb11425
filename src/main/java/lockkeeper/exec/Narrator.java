package lockkeeper.exec;

import lockkeeper.guard.Action;
import lockkeeper.guard.Outcome;
import lockkeeper.guard.Reason;
import lockkeeper.incident.Incident;
import lockkeeper.incident.News;
import lockkeeper.incident.Notifier;
import lockkeeper.lock.BackendId;

import org.jspecify.annotations.Nullable;

import java.util.Set;
import java.util.function.Predicate;

/// Tells what the guard does about the command's sessions, and what keeps it from doing it.
public final class Narrator implements Notifier {
    /// Reasons for which nothing need be said: nobody was harmed.
    private static final Set<String> QUIET =
            Set.of(Reason.TOO_FEW.toString(), Reason.NOT_SUSTAINED.toString());

    private final Progress progress;
    private final Predicate<BackendId> ours;

    /// @param ours whether a session may belong to the command
    public Narrator(Progress progress, Predicate<BackendId> ours) {
        this.progress = progress;
        this.ours = ours;
    }

    @Override
    public void tell(News news) {
        switch (news) {
            case News.Acted(var incident, var action) -> acted(incident, action);
            case News.Trouble trouble -> progress.say(trouble.sentence());
            case News.Opened _, News.Grew _, News.Ended _ -> {}
        }
    }

    private void acted(Incident incident, Incident.GuardAction action) {
        var isOurs =
                incident.blockers().stream()
                        .map(Incident.Blocker::owner)
                        .anyMatch(
                                owner ->
                                        owner instanceof BackendId id
                                                && id.pid() == action.pid()
                                                && ours.test(id));
        if (!isOurs) return;
        if (!action.enforced()) left(incident, action);
        else if (action.outcome() == null) begun(incident, action);
        else over(action, action.outcome());
    }

    private void left(Incident incident, Incident.GuardAction action) {
        if (QUIET.contains(action.reason())) return;
        progress.say(
                "%s The guard leaves it: %s."
                        .formatted(incident.sentence(), detail(action.detail(), action.reason())));
    }

    private void begun(Incident incident, Incident.GuardAction action) {
        progress.say(
                "%s The guard %s pid %d."
                        .formatted(
                                incident.sentence(),
                                action.action() == Action.TERMINATE ? "terminates" : "cancels",
                                action.pid()));
    }

    private void over(Incident.GuardAction action, Outcome outcome) {
        var pid = action.pid();
        progress.say(
                switch (outcome) {
                    case RELEASED -> "%d sessions got through.".formatted(action.released());
                    case GONE -> "pid %d had moved on; nothing was sent.".formatted(pid);
                    case INEFFECTIVE, DENIED ->
                            "pid %d was not stopped: %s."
                                    .formatted(pid, detail(action.detail(), "it still blocks"));
                    case UNKNOWN -> "what became of pid %d is not known.".formatted(pid);
                });
    }

    private static String detail(@Nullable String detail, String otherwise) {
        return detail == null ? otherwise : detail;
    }
}
