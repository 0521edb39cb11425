package lockkeeper.web;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

import lockkeeper.incident.Incident;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/// An incident as the API shows it. Renaming a component here changes the public API.
record IncidentView(
        String id,
        String target,
        String kind,
        @Nullable String database,
        @Nullable String relation,
        @Nullable String deploy,
        Instant startedAt,
        @Nullable Instant endedAt,
        int waiting,
        int peakWaiting,
        double blockedSessionSeconds,
        List<BlockerView> blockers,
        List<ActionView> actions,
        @Nullable String endedBy,
        @Nullable Double reliefSeconds,
        String sentence,
        @Nullable String advice) {
    static IncidentView of(Incident i) {
        return new IncidentView(
                i.id(),
                i.target(),
                word(i.kind()),
                i.database(),
                i.relation(),
                i.deploy(),
                i.startedAt(),
                i.endedAt(),
                i.waiting(),
                i.peakWaiting(),
                i.blockedSessionSeconds(),
                i.blockers().stream().map(BlockerView::of).toList(),
                i.actions().stream().map(ActionView::of).toList(),
                i.endedBy() == null ? null : word(i.endedBy()),
                seconds(i.relief()),
                i.sentence(),
                i.advice());
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static @Nullable Double seconds(@Nullable Duration duration) {
        return duration == null ? null : duration.toNanos() / 1e9;
    }

    /// With everything that is known of it.
    ///
    /// @param worst the wait graph at its worst moment
    record Whole(
            @JsonUnwrapped IncidentView incident, List<Incident.Point> timeline, GraphView worst) {}

    record BlockerView(
            int pid,
            Instant backendStart,
            String command,
            @Nullable String query,
            @Nullable String user,
            String application,
            String stage,
            String mode,
            List<Integer> blockedBy) {
        static BlockerView of(Incident.Blocker b) {
            return new BlockerView(
                    b.id().pid(),
                    b.id().startedAt(),
                    b.command(),
                    b.query(),
                    b.user(),
                    b.application(),
                    word(b.stage()),
                    b.mode().pgName(),
                    b.blockedBy());
        }
    }

    /// @param action null where the guard declined before it chose one
    /// @param outcome null while it is not known, and where nothing was attempted
    record ActionView(
            String id,
            Instant at,
            @Nullable String action,
            int pid,
            boolean enforced,
            String reason,
            @Nullable String detail,
            int predicted,
            @Nullable Integer released,
            @Nullable String outcome) {
        static ActionView of(Incident.GuardAction a) {
            return new ActionView(
                    a.id(),
                    a.at(),
                    a.action() == null ? null : word(a.action()),
                    a.pid(),
                    a.enforced(),
                    a.reason(),
                    a.detail(),
                    a.predicted(),
                    a.released(),
                    a.outcome() == null ? null : word(a.outcome()));
        }
    }
}
