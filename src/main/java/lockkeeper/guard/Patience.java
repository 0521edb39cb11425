package lockkeeper.guard;

import lockkeeper.guard.Suspect.Identity;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// For how long each suspect has been in the way without a break, and what its pile-up has cost. By
/// the server's clock; a gap in sampling starts everything anew, so that nothing is decided on old
/// news.
final class Patience {
    private final Map<Identity, Tally> tallies = new HashMap<>();
    private @Nullable Instant last;

    /// @param since when it was first seen in the way, without a break
    /// @param samples how often it was seen since
    /// @param cost session time lost behind it since it was first seen as a suspect
    private record Tally(@Nullable Instant since, int samples, Duration cost) {}

    /// A new sample was taken. True if too much time has passed since the last one.
    boolean tick(Instant at, Collection<PileUp> pileUps) {
        var before = last;
        last = at;
        var passed =
                before == null ? Guard.LONGEST_GAP.plusMillis(1) : Duration.between(before, at);
        var gap = passed.isNegative() || passed.compareTo(Guard.LONGEST_GAP) > 0;
        if (gap) tallies.clear();
        var old = Map.copyOf(tallies);
        tallies.clear();
        for (var pileUp : pileUps) {
            var lost = passed.multipliedBy(pileUp.stuck().size());
            for (var suspect : pileUp.suspects()) {
                var tally = old.get(suspect.identity());
                tallies.put(
                        suspect.identity(),
                        tally == null
                                ? new Tally(null, 0, Duration.ZERO)
                                : new Tally(
                                        tally.since(), tally.samples(), tally.cost().plus(lost)));
            }
        }
        return gap;
    }

    /// What was seen so far counts no more: the next sample is the first.
    void restart() {
        last = null;
    }

    /// These are in a set that would help now; for all others, time starts anew.
    void inTheWay(Instant at, Collection<Identity> helpful) {
        tallies.replaceAll(
                (identity, tally) ->
                        helpful.contains(identity)
                                ? new Tally(
                                        tally.since() == null ? at : tally.since(),
                                        tally.samples() + 1,
                                        tally.cost())
                                : new Tally(null, 0, tally.cost()));
    }

    /// How long all of these have been in the way together; null if not yet in two samples.
    @Nullable Duration heldUp(Instant now, List<Suspect> set) {
        var shortest = Duration.ofDays(1);
        for (var suspect : set) {
            var tally = tallies.get(suspect.identity());
            if (tally == null || tally.since() == null || tally.samples() < 2) return null;
            var lasted = Duration.between(tally.since(), now);
            if (lasted.compareTo(shortest) < 0) shortest = lasted;
        }
        return shortest;
    }

    /// What the pile-up of these has cost, at most.
    Duration cost(List<Suspect> set) {
        var most = Duration.ZERO;
        for (var suspect : set) {
            var tally = tallies.get(suspect.identity());
            if (tally != null && tally.cost().compareTo(most) > 0) most = tally.cost();
        }
        return most;
    }
}
