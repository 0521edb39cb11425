package lockkeeper.incident;

import static lockkeeper.graph.Scene.ORDERS;
import static lockkeeper.graph.Scene.START;
import static lockkeeper.graph.Scene.USERS;
import static lockkeeper.incident.Waits.ALTER;
import static lockkeeper.incident.Waits.FIRST;
import static lockkeeper.incident.Waits.HOLDER;
import static lockkeeper.lock.LockMode.ACCESS_EXCLUSIVE;
import static lockkeeper.lock.LockMode.ACCESS_SHARE;
import static lockkeeper.lock.LockMode.EXCLUSIVE;
import static lockkeeper.lock.LockMode.SHARE;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.graph.Scene;
import lockkeeper.guard.PileUps;
import lockkeeper.incident.Incident.Kind;
import lockkeeper.lock.Backend;
import lockkeeper.lock.LockTarget;
import lockkeeper.lock.PreparedTransaction;

import org.junit.jupiter.api.Test;

import java.util.List;

/// What is found where no DDL is to blame.
class ContentionsTest {
    private static List<Contention> of(Scene scene) {
        var graph = scene.graph();
        return Contentions.of(graph, PileUps.of(graph));
    }

    private static Contention only(Scene scene) {
        assertThat(of(scene)).hasSize(1);
        return of(scene).getFirst();
    }

    @Test
    void everybodyInLineForARowCountsForTheOneWhoHasIt() {
        var row = only(Waits.row(12));
        assertThat(row.kind()).isEqualTo(Kind.HOT_ROW);
        assertThat(row.root()).isEqualTo(Scene.backend(HOLDER));
        assertThat(row.target()).isEqualTo(Waits.ROW);
        assertThat(row.waiting()).hasSize(12);
        assertThat(row.mode()).isEqualTo(EXCLUSIVE);
    }

    @Test
    void aSessionThatIdlesForASecondIsToBlameAndNotTheRow() {
        var now = START.plusSeconds(10);
        var idle = "idle in transaction";
        var thinks = Waits.state(Waits.row(3), HOLDER, idle, now.minusMillis(999));
        assertThat(only(thinks.sampledAt(now)).kind()).isEqualTo(Kind.HOT_ROW);
        var idles = Waits.state(Waits.row(3), HOLDER, idle, now.minusMillis(1000));
        assertThat(only(idles.sampledAt(now)).kind()).isEqualTo(Kind.IDLE_IN_TRANSACTION);
    }

    @Test
    void anAdvisoryLockIsCalledSoWhateverItsHolderDoes() {
        assertThat(only(Waits.mutex(2)).kind()).isEqualTo(Kind.ADVISORY);
        var idle = Waits.state(Waits.mutex(2), HOLDER, "idle in transaction", null);
        assertThat(only(idle).kind()).isEqualTo(Kind.ADVISORY);
    }

    @Test
    void aPreparedTransactionIsToBlameThoughItHasNoSession() {
        var prepared = new PreparedTransaction("-1/77", 5, "gid");
        var found = only(Waits.rowOf(new Scene(), prepared, 4));
        assertThat(found.kind()).isEqualTo(Kind.PREPARED_TRANSACTION);
        assertThat(found.root()).isEqualTo(prepared);
        assertThat(found.backend()).isNull();
    }

    @Test
    void anAutovacuumIsToBlameOnlyIfItDoesNotYield() {
        assertThat(only(Waits.wraparound(3)).kind()).isEqualTo(Kind.WRAPAROUND_VACUUM);
        var yields = Waits.wraparound(3).query(HOLDER, "autovacuum: VACUUM public.users");
        assertThat(only(yields).kind()).isEqualTo(Kind.OTHER);
    }

    @Test
    void aBuildThatWaitsForItsOwnProgramIsKnown() {
        var own = only(Waits.build());
        assertThat(own.kind()).isEqualTo(Kind.IDLE_IN_TRANSACTION);
        assertThat(own.ownBuild()).extracting(Backend::id).isEqualTo(Scene.backend(ALTER));

        var others =
                List.of(
                        Waits.build().edit(HOLDER, session -> session.application("other")),
                        Waits.build().state(HOLDER, "active"),
                        Waits.build().type(HOLDER, "walsender"),
                        Waits.build().query(ALTER, "ALTER TABLE users ADD COLUMN note text"),
                        Waits.row(1).state(HOLDER, "idle in transaction"));
        for (var other : others) assertThat(only(other).ownBuild()).isNull();
    }

    @Test
    void whoIsStuckBehindDdlBelongsToThePileUpAlone() {
        assertThat(of(Waits.pileUp(3))).isEmpty();
        var also =
                Waits.pileUp(3)
                        .held(HOLDER, EXCLUSIVE, Waits.TRANSACTION)
                        .crowd(2000, 5, SHARE, Waits.TRANSACTION);
        var row = only(also);
        assertThat(row.waiting()).hasSize(5);
        assertThat(row.root()).isEqualTo(Scene.backend(HOLDER));
    }

    @Test
    void ddlThatKeepsNobodyOutIsNoPileUp() {
        var alone = new Scene().held(HOLDER, ACCESS_SHARE, USERS).awaited(ALTER, EXCLUSIVE, USERS);
        assertThat(of(alone)).isEmpty();
        var stopped = alone.held(HOLDER, EXCLUSIVE, ORDERS).awaited(FIRST, EXCLUSIVE, ORDERS);
        assertThat(of(stopped)).isEmpty();
        var waits =
                new Scene()
                        .held(HOLDER, ACCESS_SHARE, USERS)
                        .awaited(ALTER, ACCESS_EXCLUSIVE, USERS);
        assertThat(only(waits).kind()).isEqualTo(Kind.OTHER);
    }

    @Test
    void eachOfTwoQueuesIsOneOfItsOwnLargestFirst() {
        var other = LockTarget.transaction("4712");
        var two = Waits.row(3).held(900, EXCLUSIVE, other).crowd(3000, 7, SHARE, other);
        assertThat(of(two)).extracting(c -> c.root().pid()).containsExactly(900, HOLDER);
    }

    @Test
    void aDeadlockHasNobodyAtItsEnd() {
        var one = LockTarget.transaction("1");
        var two = LockTarget.transaction("2");
        var scene =
                new Scene()
                        .held(11, EXCLUSIVE, one)
                        .held(12, EXCLUSIVE, two)
                        .awaited(11, SHARE, two)
                        .awaited(12, SHARE, one)
                        .awaited(13, SHARE, one);
        assertThat(of(scene)).isEmpty();
    }

    @Test
    void nobodyWaitsAndNothingIsFound() {
        assertThat(of(new Scene())).isEmpty();
    }
}
