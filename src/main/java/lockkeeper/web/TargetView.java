package lockkeeper.web;

import lockkeeper.guard.GuardMode;
import lockkeeper.guard.GuardStatus;
import lockkeeper.watch.Newest.Picture;
import lockkeeper.watch.ServerFacts;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/// How one watched server stands.
///
/// @param state `starting` before the first sample, `blind` while it cannot be read, `limited`
///   while our role may not see other sessions, else `watching`
/// @param problem why it cannot be read, null while it can
/// @param leftovers of ended CONCURRENTLY commands, with what clears them away
/// @param changesRefused why its sessions cannot be ended from here, null where they can
record TargetView(
        String name,
        String state,
        @Nullable String problem,
        @Nullable Instant blindSince,
        @Nullable String serverVersion,
        @Nullable Boolean inRecovery,
        @Nullable Instant sampledAt,
        @Nullable Instant receivedAt,
        @Nullable Integer waiting,
        GuardView guard,
        @Nullable RoleView role,
        List<LeftoverView> leftovers,
        @Nullable String changesRefused) {
    static TargetView of(Target target, @Nullable String changesRefused) {
        var picture = target.newest().picture();
        var observation = picture.observation();
        var snapshot = observation == null ? null : observation.snapshot();
        var failure = picture.failure();
        var facts = target.facts().now();
        return new TargetView(
                target.name(),
                state(picture),
                failure == null ? null : failure.getMessage(),
                picture.blindSince(),
                facts == null ? null : facts.version(),
                snapshot == null ? null : snapshot.inRecovery(),
                snapshot == null ? null : snapshot.sampledAt(),
                picture.receivedAt(),
                observation == null ? null : observation.graph().waiters().size(),
                GuardView.of(target.guard().get()),
                facts == null ? null : RoleView.of(facts),
                LeftoverView.of(target.catalogs().get()),
                changesRefused);
    }

    private static String state(Picture picture) {
        if (picture.failure() != null) return "blind";
        var observation = picture.observation();
        if (observation == null) return "starting";
        return observation.snapshot().hidden() ? "limited" : "watching";
    }

    /// @param mode the one in force
    /// @param settings all values in force, those of the target and of an open deploy window
    ///   included
    record GuardView(
            String mode,
            boolean leader,
            boolean ledByAnother,
            @Nullable Instant circuitOpenUntil,
            boolean killSwitch,
            @Nullable String deploy,
            @Nullable String standsDown,
            SettingsView settings) {
        static GuardView of(GuardStatus status) {
            return new GuardView(
                    name(status.mode()),
                    status.leader(),
                    status.ledByAnother(),
                    status.circuitOpenUntil(),
                    status.killSwitch(),
                    status.deploy(),
                    status.standsDown() == null ? null : status.standsDown().toString(),
                    SettingsView.of(status.settings()));
        }

        private static String name(GuardMode mode) {
            return mode.name().toLowerCase(Locale.ROOT);
        }
    }

    /// What our role may do there.
    record RoleView(String name, boolean superuser, boolean seesOthers, boolean signalsOthers) {
        static RoleView of(ServerFacts facts) {
            return new RoleView(
                    facts.role(), facts.superuser(), facts.seesOthers(), facts.signalsOthers());
        }
    }
}
