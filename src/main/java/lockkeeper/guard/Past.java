package lockkeeper.guard;

import lockkeeper.guard.Suspect.Identity;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;

/// What a guard did before it was started anew, as far as it matters still.
///
/// @param actions those that count for the limits
/// @param tried whom it signalled, and not known to good effect: one transaction is not tried
///   twice, by whatever run
record Past(List<Instant> actions, Set<Identity> tried) {
    /// @param entries of its journal, oldest first
    static Past of(Iterable<JournalEntry> entries) {
        var actions = new ArrayList<Instant>();
        var tried = new LinkedHashMap<String, Identity>();
        for (var entry : entries)
            switch (entry) {
                case JournalEntry.Intent intent -> {
                    actions.add(intent.at());
                    tried.put(intent.id(), intent.backend().identity());
                }
                case JournalEntry.Done done -> {
                    if (isSettled(done.outcome())) tried.remove(done.id());
                }
                case JournalEntry.CircuitClosed _ -> actions.clear();
                case JournalEntry.Declined _, JournalEntry.Manual _ -> {}
            }
        return new Past(actions, Set.copyOf(tried.values()));
    }

    private static boolean isSettled(Outcome outcome) {
        return switch (outcome) {
            case RELEASED, GONE -> true;
            case INEFFECTIVE, DENIED, UNKNOWN -> false;
        };
    }
}
