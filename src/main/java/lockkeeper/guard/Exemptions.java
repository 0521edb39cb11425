package lockkeeper.guard;

import lockkeeper.lock.Backend;
import lockkeeper.lock.LockSnapshot;
import lockkeeper.lock.PreparedTransaction;
import lockkeeper.statement.CommandTag;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/// Who may not be ended, and why. Whatever we do not know counts against ending.
final class Exemptions {
    /// Tools that take locks of DDL strength on purpose and clean up badly when they are ended.
    private static final Set<String> LEFT_ALONE = Set.of("pg_dump", "pg_repack", "pg_squeeze");

    /// What `state` says of a session that does not tell: of one that still starts, and where
    /// `track_activities` is off.
    private static final Set<String> UNSEEN = Set.of("starting", "disabled");

    /// @param detail for people
    record Exemption(Reason reason, String detail) {}

    private final LockSnapshot snapshot;
    private final GuardRules.InForce inForce;

    Exemptions(LockSnapshot snapshot, GuardRules.InForce inForce) {
        this.snapshot = snapshot;
        this.inForce = inForce;
    }

    /// Why this one may not be ended; null if it may.
    @Nullable Exemption of(Suspect suspect) {
        var backend = suspect.backend();
        if (suspect.owner() instanceof PreparedTransaction prepared) return prepared(prepared);
        if (backend == null) return never("pid %d cannot be seen".formatted(suspect.owner().pid()));
        var kind = ofKind(backend);
        if (kind != null) return kind;
        if (suspect.stage() == Stage.HOLDS && !inForce.settings().holders())
            return new Exemption(Reason.HOLDS_ITS_LOCK, "guard.holders is false");
        var filtered = filtered(suspect, backend);
        if (filtered != null) return filtered;
        return mayBeConcurrently(backend);
    }

    private static @Nullable Exemption mayBeConcurrently(Backend backend) {
        var query = backend.query();
        if (query == null) return uncertain("its statement is not known");
        // of one that idles the statement is over
        return Objects.equals(backend.state(), "active") && CommandTag.mayBecomeConcurrently(query)
                ? uncertain("its statement is cut off where CONCURRENTLY may follow")
                : null;
    }

    private static Exemption uncertain(String detail) {
        return new Exemption(Reason.UNCERTAIN, detail);
    }

    private static Exemption prepared(PreparedTransaction prepared) {
        var gid = prepared.gid();
        return never(
                gid == null
                        ? "a prepared transaction has no session to end"
                        : "prepared transaction '%s': only ROLLBACK PREPARED or COMMIT PREPARED ends it"
                                .formatted(gid));
    }

    private @Nullable Exemption ofKind(Backend backend) {
        if (snapshot.ownPids().contains(backend.id().pid())
                || backend.application().startsWith("lockkeeper"))
            return never("a session of Lockkeeper's own");
        if (!backend.isClient()) return never("a " + backend.type());
        if (backend.state() == null || UNSEEN.contains(backend.state()))
            return never("its state cannot be seen");
        if (Objects.equals(backend.waitEvent(), "SyncRep"))
            return never("it has committed and waits for a synchronous standby");
        if (LEFT_ALONE.contains(backend.application())) return never(backend.application());
        if (isConcurrently(backend))
            return never("a CONCURRENTLY command, which would leave an invalid object behind");
        if (backend.superuser() == null)
            return uncertain("whether its role is a superuser is not known");
        if (backend.superuser()) return new Exemption(Reason.SUPERUSER, "its role is a superuser");
        return null;
    }

    private static boolean isConcurrently(Backend backend) {
        var query = backend.query();
        return query != null && CommandTag.all(query).stream().anyMatch(CommandTag::isConcurrently);
    }

    private static Exemption never(String detail) {
        return new Exemption(Reason.NEVER_ENDED, detail);
    }

    private @Nullable Exemption filtered(Suspect suspect, Backend backend) {
        var since = inForce.sessionsSince();
        if (since != null && backend.id().startedAt().isBefore(since))
            return new Exemption(Reason.PROTECTED, "it connected before the command was started");
        var names = Names.of(suspect, backend, snapshot);
        var protect = inForce.settings().protect();
        var only = inForce.settings().only();
        var checks =
                List.of(
                        new Check("users", protect.users(), only.users(), names.users()),
                        new Check(
                                "applications",
                                protect.applications(),
                                only.applications(),
                                names.applications()),
                        new Check(
                                "databases",
                                protect.databases(),
                                only.databases(),
                                names.databases()),
                        new Check(
                                "relations",
                                protect.relations(),
                                only.relations(),
                                names.relations()),
                        new Check(
                                "commands", protect.commands(), only.commands(), names.commands()));
        for (var check : checks) {
            var exemption = check.exemption();
            if (exemption != null) return exemption;
        }
        return byWindow(backend, names);
    }

    /// The strongest of the windows that cover a session decides for it, the configuration for whom
    /// none covers.
    private @Nullable Exemption byWindow(Backend backend, Names names) {
        var strongest = inForce.settings().mode();
        OpenWindow decides = null;
        for (var window : inForce.windows())
            if (window.covers(backend.id().startedAt(), names)
                    && (decides == null || window.mode().compareTo(decides.mode()) > 0))
                decides = window;
        var mode = decides == null ? inForce.otherwise() : decides.mode();
        if (mode == strongest) return null;
        return decides == null
                ? new Exemption(Reason.PROTECTED, inForce.uncovered())
                : new Exemption(
                        Reason.OBSERVING,
                        "deploy window '%s' has guard %s for it"
                                .formatted(decides.name(), word(mode)));
    }

    private static String word(GuardMode mode) {
        return mode.name().toLowerCase(Locale.ROOT);
    }

    /// One kind of name against both filters.
    private record Check(
            String kind,
            @Nullable List<NamePattern> protect,
            @Nullable List<NamePattern> only,
            List<String> names) {

        @Nullable Exemption exemption() {
            if (protect != null && !protect.isEmpty()) {
                if (names.isEmpty()) return unknown();
                for (var name : names)
                    if (Filter.matches(protect, name))
                        return exempt("'%s' is in guard.protect.%s", name);
            }
            if (only != null) {
                if (names.isEmpty()) return unknown();
                if (names.stream().noneMatch(name -> Filter.matches(only, name)))
                    return exempt("'%s' is not in guard.only.%s", names.getFirst());
            }
            return null;
        }

        private Exemption unknown() {
            return new Exemption(
                    Reason.PROTECTED, "its name for guard %s is not known".formatted(kind));
        }

        private Exemption exempt(String form, String name) {
            return new Exemption(Reason.PROTECTED, form.formatted(name, kind));
        }
    }
}
