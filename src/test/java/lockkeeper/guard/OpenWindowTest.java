package lockkeeper.guard;

import static lockkeeper.graph.Scene.USERS;
import static lockkeeper.guard.GuardMode.ENFORCE;
import static lockkeeper.guard.GuardMode.OBSERVE;
import static lockkeeper.guard.GuardMode.OFF;
import static lockkeeper.lock.LockMode.ACCESS_EXCLUSIVE;
import static lockkeeper.lock.LockMode.ACCESS_SHARE;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.graph.Scene;
import lockkeeper.graph.WaitGraph;
import lockkeeper.guard.GuardRules.InForce;
import lockkeeper.watch.SnapshotFailed;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Instant;
import java.util.List;

/// What open deploy windows change for an `ALTER TABLE` of user and application `app` and `test`.
class OpenWindowTest {
    private static final Instant CONNECTED = Scene.backend(20).startedAt();
    private static final WaitGraph GRAPH = pileUp("ALTER TABLE users ADD COLUMN nickname text");

    private static WaitGraph pileUp(String query) {
        return WaitGraph.of(
                new Scene()
                        .held(10, ACCESS_SHARE, USERS)
                        .awaited(20, ACCESS_EXCLUSIVE, USERS)
                        .query(20, query)
                        .crowd(100, 6, ACCESS_SHARE, USERS)
                        .snapshot());
    }

    private static OpenWindow window(GuardMode mode, Filter only) {
        return new OpenWindow("release", mode, only, null);
    }

    private static OpenWindow window(GuardMode mode) {
        return window(mode, Filter.NONE);
    }

    private static InForce under(GuardMode configured, OpenWindow... windows) {
        return InForce.of(new Rules().mode(configured).settings(), List.of(windows));
    }

    /// `ends`, or why not.
    private static String judged(InForce inForce) {
        return judged(GRAPH, inForce);
    }

    private static String judged(WaitGraph graph, InForce inForce) {
        var pileUp = PileUps.of(graph).getFirst();
        return switch (new GuardPolicy(graph, inForce, new Encounters()).judge(pileUp)) {
            case Judgement.End _ -> "ends";
            case Judgement.Leave leave -> leave.reason() + ": " + leave.detail();
        };
    }

    @Test
    void withoutWindowsTheConfigurationHolds() {
        assertThat(under(OBSERVE).settings().mode()).isEqualTo(OBSERVE);
        assertThat(under(OBSERVE).deploy()).isNull();
        assertThat(judged(under(ENFORCE))).isEqualTo("ends");
    }

    @Test
    void aWindowForAllRaisesOrLowersTheMode() {
        assertThat(under(OBSERVE, window(ENFORCE)).settings().mode()).isEqualTo(ENFORCE);
        assertThat(judged(under(OBSERVE, window(ENFORCE)))).isEqualTo("ends");
        assertThat(under(ENFORCE, window(OBSERVE)).settings().mode()).isEqualTo(OBSERVE);
        assertThat(under(ENFORCE, window(OFF)).settings().mode()).isEqualTo(OFF);
    }

    @Test
    void ofSeveralTheStrongestHolds() {
        var both = under(OFF, window(OBSERVE), new OpenWindow("other", ENFORCE, Filter.NONE, null));
        assertThat(both.settings().mode()).isEqualTo(ENFORCE);
        assertThat(both.deploy()).isEqualTo("release, other");
        assertThat(judged(both)).isEqualTo("ends");
    }

    @Test
    void whomNoWindowCoversTheConfigurationDecides() {
        var others = Rules.users("flyway");
        assertThat(under(OBSERVE, window(ENFORCE, others)).settings().mode()).isEqualTo(ENFORCE);
        assertThat(judged(under(OBSERVE, window(ENFORCE, others))))
                .isEqualTo("protected: no open deploy window covers it");
        assertThat(judged(under(ENFORCE, window(ENFORCE, others)))).isEqualTo("ends");
        assertThat(under(ENFORCE, window(OBSERVE, others)).settings().mode()).isEqualTo(ENFORCE);
        assertThat(judged(under(ENFORCE, window(OBSERVE, others)))).isEqualTo("ends");
    }

    @Test
    void aWindowThatHoldsTheGuardBackSaysSo() {
        assertThat(judged(under(ENFORCE, window(OBSERVE, Rules.users("app")))))
                .isEqualTo("observing: deploy window 'release' has guard observe for it");
    }

    @Test
    void everyKindOfFilterCounts() {
        for (var only :
                List.of(
                        Rules.users("ap+"),
                        Rules.applications("test"),
                        Rules.databases("app"),
                        Rules.commands("ALTER TABLE")))
            assertThat(judged(under(OBSERVE, window(ENFORCE, only))))
                    .as("%s", only)
                    .isEqualTo("ends");
        for (var only :
                List.of(
                        Rules.users("ap"),
                        Rules.applications(),
                        Rules.databases("shop"),
                        Rules.commands("DROP TABLE")))
            assertThat(judged(under(OBSERVE, window(ENFORCE, only))))
                    .as("%s", only)
                    .startsWith("protected");
    }

    @Test
    void inDoubtNobodyIsEnded() {
        var alters = Rules.commands("ALTER TABLE");
        var rules = new Rules().protect(Filter.NONE);
        var acts = rules.mode(OBSERVE).settings();
        var holdsBack = rules.mode(ENFORCE).settings();
        var hidden = pileUp("");
        assertThat(judged(hidden, InForce.of(acts, List.of(window(ENFORCE, alters)))))
                .startsWith("protected: no open deploy window");
        assertThat(judged(hidden, InForce.of(holdsBack, List.of(window(OBSERVE, alters)))))
                .startsWith("observing");
    }

    @Test
    void aWindowForNewSessionsDoesNotCoverEarlierOnes() {
        var later = new OpenWindow("release", ENFORCE, Filter.NONE, CONNECTED.plusMillis(1));
        assertThat(judged(under(OBSERVE, later))).startsWith("protected");
        var before = new OpenWindow("release", ENFORCE, Filter.NONE, CONNECTED);
        assertThat(judged(under(OBSERVE, before))).isEqualTo("ends");
    }

    @Test
    void whatIsProtectedStaysProtected() {
        var rules = new Rules().mode(OBSERVE).protect(Rules.users("app"));
        assertThat(judged(InForce.of(rules.settings(), List.of(window(ENFORCE)))))
                .isEqualTo("protected: 'app' is in guard.protect.users");
        var only = new Rules().mode(OBSERVE).only(Rules.users("flyway"));
        assertThat(judged(InForce.of(only.settings(), List.of(window(ENFORCE)))))
                .isEqualTo("protected: 'app' is not in guard.only.users");
    }

    @Test
    void howTheGuardStandsIsToldAlsoWhileNothingCanBeSeen() {
        var stage = new GuardStage().see(1000, new Scene());
        stage.rules(new Rules().mode(OBSERVE));

        stage.guard()
                .onMissed(
                        "main",
                        new SnapshotFailed(
                                SnapshotFailed.Reason.UNREACHABLE, "gone", new IOException()));

        assertThat(stage.guard().status()).extracting(GuardStatus::mode).isEqualTo(OBSERVE);
    }
}
