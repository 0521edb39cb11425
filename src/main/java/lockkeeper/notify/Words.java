package lockkeeper.notify;

import static lockkeeper.incident.IncidentView.word;

import lockkeeper.guard.Action;
import lockkeeper.guard.Outcome;
import lockkeeper.incident.Incident;
import lockkeeper.incident.Incident.GuardAction;
import lockkeeper.incident.News;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// News in a sentence for people.
final class Words {
    private Words() {}

    static String of(News news) {
        return switch (news) {
            case News.Opened(var incident) -> incident.sentence();
            case News.Grew(var incident) -> incident.sentence();
            case News.Ended(var incident) -> over(incident);
            case News.Acted(var incident, var action) ->
                    (action.enforced() ? done(action) : declined(action))
                            + " "
                            + incident.sentence();
            case News.Trouble(_, _, var sentence, _) -> sentence;
        };
    }

    private static String over(Incident incident) {
        var ended = incident.endedAt() == null ? incident.startedAt() : incident.endedAt();
        return "Over after "
                + Duration.between(incident.startedAt(), ended).toSeconds()
                + " s"
                + (incident.relation() == null ? "" : " on " + incident.relation())
                + ": up to "
                + incident.peakWaiting()
                + " sessions waited and lost "
                + Math.round(incident.blockedSessionSeconds())
                + " session-seconds."
                + by(incident.endedBy())
                + drained(incident.relief());
    }

    private static String by(Incident.@Nullable EndedBy endedBy) {
        return switch (endedBy) {
            case GUARD -> " The guard ended it.";
            case ITSELF -> " It ended by itself.";
            case SOMEONE_ELSE -> " Someone else ended it.";
            case UNKNOWN -> " Who ended it was not seen.";
            case null -> "";
        };
    }

    private static String drained(@Nullable Duration relief) {
        return relief == null ? "" : " The queue drained within " + relief.toMillis() + " ms.";
    }

    private static String done(GuardAction action) {
        var verb = action.action() == Action.TERMINATE ? "Terminating pid " : "Cancelling pid ";
        return verb + action.pid() + ": " + action.reason() + "." + result(action);
    }

    private static String result(GuardAction action) {
        var outcome = action.outcome();
        if (outcome == null) return "";
        var released = outcome == Outcome.RELEASED ? " " + action.released() : "";
        return " Outcome: " + word(outcome) + released + ".";
    }

    private static String declined(GuardAction action) {
        return "Nothing was done: "
                + action.reason()
                + (action.detail() == null ? "" : ", " + action.detail())
                + ".";
    }
}
