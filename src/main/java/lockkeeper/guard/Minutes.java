package lockkeeper.guard;

import lockkeeper.lock.BackendId;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Tells the journal and the witness what the guard does and why it does not, each reason once for
/// each pile-up however often it changes its mind.
final class Minutes {
    private static final Pattern NUMBERS = Pattern.compile("\\d+");

    /// Names that others choose are part of some.
    private static final int MOST_DETAILS = 20;

    private final String target;
    private final Witness witness;
    private final Hand hand;

    /// What was said more about each reason, by incident; without the numbers in it, which change
    /// with every sample.
    private final Map<String, Map<Reason, Set<String>>> told = new HashMap<>();

    Minutes(String target, Witness witness, Hand hand) {
        this.target = target;
        this.witness = witness;
        this.hand = hand;
    }

    String incidentOf(PileUp pileUp) {
        return witness.incidentOf(target, pileUp);
    }

    /// Nobody of a pile-up is to be ended.
    void left(PileUp pileUp, Judgement.Leave leave, Instant now) {
        declined(pileUp, leave, null, pileUp.stuck().size(), now);
    }

    /// A set should be ended, and something keeps us from it.
    ///
    /// @param action what would have been done
    void held(
            PileUp pileUp,
            Judgement.Leave why,
            @Nullable Action action,
            Remedy remedy,
            Instant now) {
        declined(pileUp, why, action, remedy.released().size(), now);
    }

    private void declined(
            PileUp pileUp,
            Judgement.Leave leave,
            @Nullable Action action,
            int predicted,
            Instant now) {
        var incident = incidentOf(pileUp);
        if (!isNew(incident, leave.reason(), leave.detail())) return;
        var suspect = leave.suspect();
        var backend = suspect != null && suspect.owner() instanceof BackendId id ? id : null;
        tell(
                new JournalEntry.Declined(
                        target,
                        now,
                        incident,
                        backend,
                        leave.reason(),
                        leave.detail(),
                        action,
                        predicted));
    }

    private boolean isNew(String incident, Reason reason, String detail) {
        var details =
                told.computeIfAbsent(incident, _ -> new EnumMap<>(Reason.class))
                        .computeIfAbsent(reason, _ -> new HashSet<>());
        return details.size() < MOST_DETAILS
                && details.add(NUMBERS.matcher(detail).replaceAll("#"));
    }

    /// A pile-up ended before it was time to act.
    void passed(String incident, Remedy remedy, Instant now) {
        tell(
                new JournalEntry.Declined(
                        target,
                        now,
                        incident,
                        null,
                        Reason.NOT_SUSTAINED,
                        "it passed before it had lasted for guard.sustained",
                        null,
                        remedy.released().size()));
    }

    /// An intent was given up at the last moment. Only the witness hears of it: the journal may be
    /// what failed.
    void refused(JournalEntry.Intent intent, Reason reason) {
        if (!isNew(intent.incident(), reason, intent.reason())) return;
        witness.entry(
                new JournalEntry.Declined(
                        target,
                        intent.at(),
                        intent.incident(),
                        intent.backend().id(),
                        reason,
                        intent.reason(),
                        intent.action(),
                        intent.predicted()));
    }

    /// Whatever was told of an incident, it was acted upon since.
    void acted(String incident) {
        told.remove(incident);
    }

    /// All others have passed.
    void keepOnly(Set<String> incidents) {
        told.keySet().retainAll(incidents);
    }

    void done(
            JournalEntry.Intent intent,
            Instant at,
            Outcome outcome,
            int released,
            @Nullable String detail) {
        tell(new JournalEntry.Done(target, at, intent.id(), outcome, released, detail));
    }

    void trouble(String key, String sentence, boolean over) {
        witness.trouble(target, key, sentence, over);
    }

    private void tell(JournalEntry entry) {
        hand.record(entry);
        witness.entry(entry);
    }
}
