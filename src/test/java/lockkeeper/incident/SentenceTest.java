package lockkeeper.incident;

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
import lockkeeper.lock.LockTarget;
import lockkeeper.lock.LockType;
import lockkeeper.lock.PreparedTransaction;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class SentenceTest {
    private static Sighting sighting(Scene scene) {
        var graph = scene.graph();
        var all = Sighting.of(graph, PileUps.of(graph));
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    private static String said(Scene scene) {
        return sighting(scene).sentence();
    }

    @Test
    void aRowThatManyWant() {
        assertThat(said(Waits.row(23)))
                .isEqualTo(
                        "23 sessions wait for a row of public.users. Pid 812 (test, user app) has"
                                + " locked or changed it and runs an UPDATE, in a transaction that"
                                + " began 1.5 s ago. Once it ends, they can all go on.");
    }

    @Test
    void aSessionThatIdlesInItsTransaction() {
        var now = START.plus(Duration.ofMinutes(4));
        var idle = Waits.state(Waits.row(23), HOLDER, "idle in transaction", START);
        assertThat(said(idle.sampledAt(now)))
                .isEqualTo(
                        "23 sessions wait for a row of public.users. Pid 812 (test, user app) has"
                                + " locked or changed it and has been idle in its transaction for"
                                + " 4 min, after an UPDATE. Once it ends, they can all go on.");
        assertThat(sighting(idle).advice(query -> query))
                .contains("SELECT pg_terminate_backend(812);")
                .contains("ALTER ROLE \"app\" SET idle_in_transaction_session_timeout = '60s';");
    }

    @Test
    void anAdvisoryLock() {
        assertThat(said(Waits.mutex(1)))
                .isEqualTo(
                        "One session waits for advisory lock 42. Pid 812 (test, user app) holds it"
                                + " and has been idle for 0.6 s, after a SELECT. Once it ends, that"
                                + " one can go on.");
        assertThat(sighting(Waits.mutex(1)).advice(query -> query)).contains("golang-migrate");
    }

    @Test
    void aPreparedTransaction() {
        var gid = "o'clock";
        var prepared = new PreparedTransaction("-1/77", 5, gid);
        var scene = Waits.rowOf(new Scene(), prepared, 5);
        assertThat(said(scene))
                .isEqualTo(
                        "5 sessions wait for a row of public.users. The prepared transaction"
                                + " 'o'clock' has locked or changed it, and no session is left that"
                                + " could be ended. COMMIT PREPARED 'o''clock' or ROLLBACK PREPARED"
                                + " 'o''clock' ends it.");
        assertThat(sighting(scene).advice(query -> query))
                .endsWith("COMMIT PREPARED 'o''clock';\n-- or\nROLLBACK PREPARED 'o''clock';");
    }

    @Test
    void anAutovacuumThatDoesNotYield() {
        assertThat(said(Waits.wraparound(11)))
                .startsWith(
                        "11 sessions wait for public.users. Pid 812 (test, user app, autovacuum to"
                                + " prevent wraparound) works there for 1.5 s and does not yield.");
    }

    @Test
    void anythingElse() {
        var transaction = LockTarget.transaction("9");
        var scene =
                new Scene()
                        .held(HOLDER, EXCLUSIVE, transaction)
                        .crowd(FIRST, 2, SHARE, transaction)
                        .held(FIRST, ACCESS_EXCLUSIVE, Waits.ROW)
                        .awaited(2000, ACCESS_EXCLUSIVE, Waits.ROW);
        assertThat(said(scene))
                .startsWith(
                        "2 sessions wait for rows that one transaction has changed, and 1 behind"
                                + " them for something else. Pid 812");
    }

    @Test
    void whoIsInTheWayOfTheDdlAloneHarmsNobody() {
        assertThat(said(Waits.pileUp(50)))
                .isEqualTo(
                        "50 sessions wait for public.users. They stand behind ALTER TABLE (pid 200,"
                                + " test, user app, 1.5 s), which itself waits for a SELECT (pid"
                                + " 812, test, user app, 1.5 s). The SELECT alone blocks nobody."
                                + " Ending the ALTER TABLE frees all 50 at once.");
        var idle = Waits.state(Waits.pileUp(5), HOLDER, "idle in transaction", START);
        assertThat(said(idle)).contains("The session alone blocks nobody.");
        var hidden = Waits.pileUp(5).unknown(HOLDER);
        assertThat(said(hidden)).contains("The session alone blocks nobody.");
    }

    @Test
    void whoKeepsOthersOutTooIsNotCalledHarmless() {
        var another = Waits.pileUp(5).awaited(3000, ACCESS_EXCLUSIVE, USERS).graph();
        assertThat(Sentence.of(another, PileUps.of(another).getFirst()))
                .contains("which itself waits for a SELECT")
                .doesNotContain("alone");
        var two = Waits.pileUp(5).held(900, ACCESS_SHARE, USERS);
        assertThat(said(two)).contains("and one other session").doesNotContain("alone");
    }

    @Test
    void ddlBehindAnAutovacuumThatDoesNotYieldNamesIt() {
        var alone =
                Waits.vacuumed()
                        .awaited(ALTER, ACCESS_EXCLUSIVE, USERS)
                        .query(ALTER, "ALTER TABLE users ADD COLUMN note text")
                        .crowd(FIRST, 3, ACCESS_SHARE, USERS);
        assertThat(said(alone))
                .contains("which itself waits for an autovacuum to prevent wraparound (pid 812,")
                .endsWith(
                        "Ending the ALTER TABLE frees all 3 at once. Pid 812 is an autovacuum to"
                                + " prevent wraparound, which does not yield: DDL on this table has"
                                + " to wait until it is done.");

        var behindAReport = alone.held(1, ACCESS_SHARE, USERS);
        assertThat(said(behindAReport)).contains("Pid 812 is an autovacuum to prevent wraparound");
        var plain = alone.query(HOLDER, "autovacuum: VACUUM public.users");
        assertThat(said(plain)).doesNotContain("wraparound");
    }

    @Test
    void aRowIsNamedByItsTable() {
        assertThat(Sentence.name(Waits.row(2).snapshot(), Waits.ROW))
                .isEqualTo("a row of public.users");
        assertThat(Sentence.name(Waits.row(2).snapshot(), LockTarget.tuple(6, 1001, 0, 1)))
                .isEqualTo("a row of relation 1001");
    }

    @Test
    void theLockOfNotifyIsCalledWhatItIsFor() {
        var notify = new LockTarget(LockType.OBJECT, 0, 0, -1, -1, null, null, 1262, 0, 0);
        assertThat(Sentence.name(Waits.row(2).snapshot(), notify))
                .isEqualTo("the turn to commit after NOTIFY");
    }
}
