package lockkeeper.contention;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.pg.PostgresServer;
import lockkeeper.watch.SnapshotFailed;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.sql.SQLException;
import java.util.List;

/// The same for as long as it takes to believe it; some minutes a major. `docs/exactness.md` has
/// the command and what came out.
@Tag("long")
class LongContentionIT {
    private static final int COMPARISONS = Integer.getInteger("lockkeeper.comparisons", 10_000);

    static List<Integer> majors() {
        return PostgresServer.majors();
    }

    @ParameterizedTest
    @MethodSource("majors")
    void theGraphIsWhatTheServerSays(int major) throws SQLException, SnapshotFailed {
        var tally = new Season(major, 1_000L * major).until(COMPARISONS, COMPARISONS / 100);
        assertThat(tally.waiters()).isPositive();
        assertThat(tally.restless()).isLessThanOrEqualTo(tally.moments() / 20);
    }
}
