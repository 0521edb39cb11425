package lockkeeper.incident;

import lockkeeper.guard.JournalEntry;
import lockkeeper.guard.Outcome;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What was done about one story, or decided not to be done, as the incident tells it.
final class Actions {
    /// What somebody did by hand earlier than this did not end it.
    private static final Duration TAKES_EFFECT = Duration.ofSeconds(10);

    /// So many decisions not to act are kept, the newest; what was done is kept for good.
    private static final int MOST_DECLINED = 100;

    private final String incident;
    private final List<Incident.GuardAction> all = new ArrayList<>();

    /// When signals were sent by hand, by the server's clock.
    private final Map<String, Instant> byHand = new HashMap<>();

    /// A signal that may have ended it.
    ///
    /// @param byHand whether a person wanted it, not the guard
    record Signal(Instant at, boolean byHand) {}

    /// @param incident its id
    /// @param earlier what was kept before a restart: of what was sent then nobody saw the outcome
    Actions(String incident, Collection<Incident.GuardAction> earlier) {
        this.incident = incident;
        for (var action : earlier) all.add(isOpen(action) ? with(action, unknown()) : action);
    }

    private static JournalEntry.Done unknown() {
        return new JournalEntry.Done("", Instant.EPOCH, "", Outcome.UNKNOWN, 0, null);
    }

    private static boolean isOpen(Incident.GuardAction action) {
        return action.enforced() && !action.isByHand() && action.outcome() == null;
    }

    List<Incident.GuardAction> all() {
        return all;
    }

    /// Adds what the journal knows and this does not. True if the guard did one thing more.
    boolean recall(JournalEntry entry) {
        switch (entry) {
            case JournalEntry.Intent intent -> {
                return !contains(intent.id()) && begun(intent).enforced();
            }
            case JournalEntry.Done done -> done(done);
            case JournalEntry.Declined declined -> {
                if (isMissing(declined)) declined(declined);
            }
            case JournalEntry.Manual manual -> {
                if (all.stream().noneMatch(action -> isOf(manual, action))) add(told(manual));
            }
            case JournalEntry.CircuitClosed _ -> {}
        }
        return false;
    }

    /// Older ones than the newest that is kept were kept once, and forgotten since.
    private boolean isMissing(JournalEntry.Declined declined) {
        return all.stream()
                .filter(action -> !action.enforced())
                .noneMatch(kept -> kept.at().isAfter(declined.at()) || isOf(declined, kept));
    }

    private static boolean isOf(JournalEntry.Declined declined, Incident.GuardAction action) {
        return action.at().equals(declined.at())
                && action.reason().equals(declined.reason().toString())
                && declined.detail().equals(action.detail());
    }

    private static boolean isOf(JournalEntry.Manual manual, Incident.GuardAction action) {
        return action.isByHand()
                && action.at().equals(manual.at())
                && action.pid() == manual.backend().pid();
    }

    Incident.GuardAction begun(JournalEntry.Intent intent) {
        return add(
                new Incident.GuardAction(
                        intent.id(),
                        intent.at(),
                        intent.action(),
                        intent.backend().id().pid(),
                        true,
                        intent.reason(),
                        null,
                        intent.predicted(),
                        null,
                        null,
                        intent.backend().xactStart()));
    }

    Incident.@Nullable GuardAction done(JournalEntry.Done done) {
        for (var i = 0; i < all.size(); i++) {
            if (!all.get(i).id().equals(done.id())) continue;
            all.set(i, with(all.get(i), done));
            return all.get(i);
        }
        return null;
    }

    private static Incident.GuardAction with(Incident.GuardAction action, JournalEntry.Done done) {
        return new Incident.GuardAction(
                action.id(),
                action.at(),
                action.action(),
                action.pid(),
                true,
                action.reason(),
                done.detail(),
                action.predicted(),
                done.outcome() == Outcome.UNKNOWN ? null : (Integer) done.released(),
                done.outcome(),
                action.xactStart());
    }

    Incident.GuardAction declined(JournalEntry.Declined declined) {
        var backend = declined.backend();
        forgetOldest();
        return add(
                new Incident.GuardAction(
                        ownId(),
                        declined.at(),
                        declined.action(),
                        backend == null ? 0 : backend.pid(),
                        false,
                        declined.reason().toString(),
                        declined.detail(),
                        declined.predicted(),
                        null,
                        null));
    }

    private void forgetOldest() {
        var kept = all.stream().filter(action -> !action.enforced()).toList();
        if (kept.size() >= MOST_DECLINED) all.remove(kept.getFirst());
    }

    /// @param seenAt the server's clock when it was last seen
    Incident.GuardAction manual(JournalEntry.Manual manual, Instant seenAt) {
        var action = add(told(manual));
        if (manual.result().equals(JournalEntry.Manual.SENT)) byHand.put(action.id(), seenAt);
        return action;
    }

    private Incident.GuardAction told(JournalEntry.Manual manual) {
        return new Incident.GuardAction(
                ownId(),
                manual.at(),
                manual.action(),
                manual.backend().pid(),
                true,
                Incident.GuardAction.BY_HAND + manual.by(),
                manual.result(),
                0,
                null,
                null);
    }

    private String ownId() {
        var number = all.size();
        while (contains(incident + "-" + number)) number++;
        return incident + "-" + number;
    }

    private boolean contains(String id) {
        return all.stream().anyMatch(action -> action.id().equals(id));
    }

    private Incident.GuardAction add(Incident.GuardAction action) {
        all.add(action);
        return action;
    }

    /// The last signal that may have ended it: one that was sent since it began, of which nobody
    /// knows that it did not help.
    ///
    /// @param begunAt when it began, or began once more
    @Nullable Signal between(Instant begunAt, Instant endedAt) {
        for (var action : all.reversed()) {
            var signal = signal(action, endedAt);
            if (signal != null && !signal.at().isBefore(begunAt)) return signal;
        }
        return null;
    }

    private @Nullable Signal signal(Incident.GuardAction action, Instant endedAt) {
        var sent = byHand.get(action.id());
        if (sent != null && !sent.plus(TAKES_EFFECT).isBefore(endedAt))
            return new Signal(sent, true);
        var outcome = action.outcome();
        var helped = outcome == null || outcome == Outcome.RELEASED;
        return action.enforced() && !action.isByHand() && helped
                ? new Signal(action.at(), false)
                : null;
    }
}
