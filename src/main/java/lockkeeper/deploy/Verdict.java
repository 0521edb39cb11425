package lockkeeper.deploy;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;

/// What became of a deploy.
///
/// @param incidents their ids, oldest first
/// @param blockedSessionSeconds time lost by all who waited in them, together
/// @param suggestion when to try again, in words; null where nothing has to be
public record Verdict(
        Outcome outcome,
        List<String> incidents,
        double blockedSessionSeconds,
        @Nullable String suggestion) {
    public Verdict {
        incidents = List.copyOf(incidents);
    }

    /// The worst that happened.
    public enum Outcome {
        /// Nobody piled up behind its DDL.
        CLEAN,
        /// Sessions piled up; the guard did not act.
        WAITED,
        /// The guard ended something.
        GUARD_ACTED;

        /// As people and programs read it: `guard acted`.
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    static Verdict of(List<Episode> episodes) {
        var acted = episodes.stream().filter(Episode::acted).toList();
        return new Verdict(
                !acted.isEmpty()
                        ? Outcome.GUARD_ACTED
                        : episodes.isEmpty() ? Outcome.CLEAN : Outcome.WAITED,
                episodes.stream().map(Episode::incident).toList(),
                episodes.stream().mapToDouble(Episode::blockedSessionSeconds).sum(),
                suggestion(episodes, acted));
    }

    private static @Nullable String suggestion(List<Episode> episodes, List<Episode> acted) {
        if (episodes.isEmpty()) return null;
        var last = acted.isEmpty() ? episodes.getLast() : acted.getLast();
        var obstacle = last.obstacle();
        if (acted.isEmpty())
            return obstacle == null
                    ? "Nobody was ended, so nothing has to run again."
                    : "Nobody was ended. If something has to run again: when "
                            + obstacle
                            + " has ended.";
        return obstacle == null
                ? "The statement itself kept its lock for too long; before it runs again, make it"
                        + " shorter. The incident says how."
                : "Try again when " + obstacle + " has ended.";
    }
}
