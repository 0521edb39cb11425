package lockkeeper.race;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.pg.PostgresServer;
import lockkeeper.watch.SnapshotFailed;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.sql.SQLException;
import java.util.List;

/// The same for as long as it takes to believe it. `docs/safety.md` has the command and what came
/// out.
@Tag("long")
class LongRaceIT {
    private static final int ROUNDS = Integer.getInteger("lockkeeper.rounds", 100_000);

    static List<Integer> majors() {
        return PostgresServer.majors();
    }

    @ParameterizedTest
    @MethodSource("majors")
    void nobodyElseIsSignalled(int major) throws SQLException, SnapshotFailed {
        assertThat(RaceIT.run(major, ROUNDS).rounds()).isGreaterThanOrEqualTo(ROUNDS);
    }
}
