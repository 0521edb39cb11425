package lockkeeper.contention;

import static org.assertj.core.api.Assertions.fail;

import lockkeeper.watch.SnapshotFailed;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.SQLException;

/// Plays one script after the other on one major until enough was compared.
///
/// @param seed of the first script; `-Dlockkeeper.seed=N` plays that one alone
record Season(int major, long seed) {
    private static final Logger log = LoggerFactory.getLogger(Season.class);
    private static final int PERFORMANCES_TO_MINIMISE = 40;

    Tally until(int comparisons, int removals) throws SQLException, SnapshotFailed {
        var tally = Tally.NOTHING;
        var only = Long.getLong("lockkeeper.seed");
        try (var theatre = new Theatre(major)) {
            if (only != null) return play(theatre, only);
            for (var next = seed;
                    tally.waiters() < comparisons || tally.removals() < removals;
                    next++) tally = tally.plus(play(theatre, next));
        }
        log.info("major={} {}", major, tally);
        return tally;
    }

    private Tally play(Theatre theatre, long next) throws SQLException, SnapshotFailed {
        var script = Script.of(next, major);
        try {
            return theatre.play(script);
        } catch (Disagreement e) {
            return fail(
                    """
                    %s
                    play it again: -Dlockkeeper.majors=%d -Dlockkeeper.seed=%d
                    fails with: %s\
                    """,
                    e.getMessage(),
                    major,
                    next,
                    theatre.minimised(script, PERFORMANCES_TO_MINIMISE));
        }
    }
}
