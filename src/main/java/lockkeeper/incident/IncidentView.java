package lockkeeper.incident;

import lockkeeper.lock.BackendId;
import lockkeeper.lock.PreparedTransaction;
import lockkeeper.statement.MaskedText;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/// An incident as programs get it, over the API and in messages. Renaming a component here changes
/// what they rely on.
public record IncidentView(
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

    public IncidentView {
        blockers = List.copyOf(blockers);
        actions = List.copyOf(actions);
    }

    public static IncidentView of(Incident i) {
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

    /// The same with the texts of queries masked, whatever may be shown elsewhere: for what leaves
    /// the house.
    public IncidentView masked() {
        return new IncidentView(
                id,
                target,
                kind,
                database,
                relation,
                deploy,
                startedAt,
                endedAt,
                waiting,
                peakWaiting,
                blockedSessionSeconds,
                blockers.stream().map(BlockerView::masked).toList(),
                actions,
                endedBy,
                reliefSeconds,
                sentence,
                advice);
    }

    /// A constant in the words of the API: `someone else`.
    public static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String instant(Instant at) {
        return MICROSECONDS.format(at);
    }

    private static @Nullable Double seconds(@Nullable Duration duration) {
        return duration == null ? null : duration.toNanos() / 1e9;
    }

    /// Somebody whom others stand behind.
    ///
    /// @param pid 0 for a prepared transaction, which has no process but a `gid`
    /// @param backendStart null where there is no session, or none that we can see
    public record BlockerView(
            int pid,
            @Nullable String backendStart,
            @Nullable String gid,
            String command,
            @Nullable String query,
            @Nullable String user,
            String application,
            String stage,
            String mode,
            List<Integer> blockedBy) {
        public BlockerView {
            blockedBy = List.copyOf(blockedBy);
        }

        static BlockerView of(Incident.Blocker b) {
            return new BlockerView(
                    b.owner().pid(),
                    b.owner() instanceof BackendId id ? instant(id.startedAt()) : null,
                    b.owner() instanceof PreparedTransaction prepared ? prepared.gid() : null,
                    b.command(),
                    b.query(),
                    b.user(),
                    b.application(),
                    word(b.stage()),
                    b.mode().pgName(),
                    b.blockedBy());
        }

        private BlockerView masked() {
            return new BlockerView(
                    pid,
                    backendStart,
                    gid,
                    command,
                    query == null ? null : MaskedText.mask(query),
                    user,
                    application,
                    stage,
                    mode,
                    blockedBy);
        }
    }

    /// What was done, or decided not to be done.
    ///
    /// @param action null where the guard declined before it chose one
    /// @param outcome null while it is not known, and where nothing was attempted
    /// @param byHand whether a person asked for it, not the guard
    /// @param xactStart of the transaction that the guard signalled
    public record ActionView(
            String id,
            String at,
            @Nullable String action,
            int pid,
            boolean enforced,
            String reason,
            @Nullable String detail,
            int predicted,
            @Nullable Integer released,
            @Nullable String outcome,
            boolean byHand,
            @Nullable String xactStart) {
        public static ActionView of(Incident.GuardAction a) {
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
                    a.outcome() == null ? null : word(a.outcome()),
                    a.isByHand(),
                    a.xactStart() == null ? null : instant(a.xactStart()));
        }
    }
}
