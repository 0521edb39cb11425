package lockkeeper.race;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.pg.PostgresServer;
import lockkeeper.watch.SnapshotFailed;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.SQLException;
import java.util.List;

/// A signal reaches what was decided about, or nobody. The one exception is a session that moves on
/// while the guarded statement, its check done, is at work in the server.
class RaceIT {
    private static final Logger log = LoggerFactory.getLogger(RaceIT.class);

    static List<Integer> majors() {
        return PostgresServer.oldestAndNewest();
    }

    @ParameterizedTest
    @MethodSource("majors")
    void nobodyElseIsSignalled(int major) throws SQLException, SnapshotFailed {
        var tally = run(major, 400);
        assertThat(tally.of(Tally.End.DECIDED)).isPositive();
        assertThat(tally.of(Tally.End.GONE)).isPositive();
        assertThat(tally.of(Move.IS_REPLACED, Tally.End.GONE)).isPositive();
    }

    static Tally run(int major, int rounds) throws SQLException, SnapshotFailed {
        try (var race = new Race(major)) {
            var tally = race.run(rounds);
            log.info("major={} {}", major, tally);
            assertThat(tally.of(Tally.End.WRONG)).as(tally.toString()).isZero();
            return tally;
        }
    }
}
