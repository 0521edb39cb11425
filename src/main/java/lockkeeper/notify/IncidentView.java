package lockkeeper.notify;

import lockkeeper.incident.Incident;
import lockkeeper.statement.MaskedText;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/// An incident as receivers get it. Renaming a component here changes what they rely on. The texts
/// of queries are masked, whatever may be shown elsewhere: this leaves the house.
record IncidentView(
        String id,
        String target,
        String kind,
        @Nullable String database,
        @Nullable String relation,
        @Nullable String deploy,
        String startedAt,
        @Nullable String endedAt,
        int waiting,
        int peakWaiting,
        double blockedSessionSeconds,
        List<BlockerView> blockers,
        List<ActionView> actions,
        @Nullable String endedBy,
        @Nullable Double reliefSeconds,
        String sentence,
        @Nullable String advice) {
    private static final DateTimeFormatter MICROSECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    static IncidentView of(Incident i) {
        return new IncidentView(
                i.id(),
                i.target(),
                word(i.kind()),
                i.database(),
                i.relation(),
                i.deploy(),
                instant(i.startedAt()),
                i.endedAt() == null ? null : instant(i.endedAt()),
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

    private static String instant(Instant at) {
        return MICROSECONDS.format(at);
    }

    private static @Nullable Double seconds(@Nullable Duration duration) {
        return duration == null ? null : duration.toNanos() / 1e9;
    }

    record BlockerView(
            int pid,
            String backendStart,
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
                    instant(b.id().startedAt()),
                    b.command(),
                    b.query() == null ? null : MaskedText.mask(b.query()),
                    b.user(),
                    b.application(),
                    word(b.stage()),
                    b.mode().pgName(),
                    b.blockedBy());
        }
    }

    record ActionView(
            String id,
            String at,
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
                    instant(a.at()),
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
