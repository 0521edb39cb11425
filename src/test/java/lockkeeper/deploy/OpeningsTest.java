package lockkeeper.deploy;

import static lockkeeper.deploy.Verdict.Outcome.GUARD_ACTED;
import static lockkeeper.deploy.Verdict.Outcome.WAITED;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.graph.Scene;
import lockkeeper.guard.Filter;
import lockkeeper.guard.GuardMode;
import lockkeeper.guard.GuardSettings;
import lockkeeper.guard.Names;
import lockkeeper.guard.Outcome;
import lockkeeper.incident.News;
import lockkeeper.watch.Observation;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Which sessions are new to a window, whatever the clocks show: ours, and those of the servers
/// `main`, 7 minutes behind it, and `other`, 3 hours ahead of it.
class OpeningsTest {
    private static final Duration MAIN = Duration.ofMinutes(-7);
    private static final Duration OTHER = Duration.ofHours(3);
    private static final Duration INTERVAL = Duration.ofMillis(500);
    private static final Duration STEP = Duration.ofMinutes(10);

    private List<Deploy> kept = List.of();
    private int ids;

    /// Without the steps of our clock.
    private Duration passed = Duration.ZERO;

    private Duration stepped = Duration.ZERO;
    private Deploys deploys = started();

    private Deploys started() {
        var anew =
                new Deploys(
                        new Store(),
                        () -> Scene.START.plus(passed).plus(stepped),
                        () -> passed.toNanos(),
                        () -> "w" + ++ids,
                        Runnable::run,
                        new Deaf());
        anew.remember();
        return anew;
    }

    private void opens(GuardMode mode) throws Exception {
        deploys.open(
                new DeployRequest("release 1", Duration.ofHours(2), mode, null, Filter.NONE, true));
    }

    /// Opened at the moment that the servers know as `START` and how far they are ahead.
    private void opens() throws Exception {
        opens(GuardMode.ENFORCE);
    }

    private void passes(Duration time) {
        passed = passed.plus(time);
    }

    private void sees(String server, Duration ahead, Duration begunBefore) {
        var graph = new Scene().sampledAt(Scene.START.plus(ahead).plus(passed)).graph();
        var begunAt = passed.minus(begunBefore).toNanos();
        deploys.onObservation(
                new Observation(server, Observation.Kind.FULL, graph, begunAt, begunBefore));
    }

    private void sees() {
        sees("main", MAIN, Duration.ZERO);
        sees("other", OTHER, Duration.ZERO);
    }

    /// Whether those are covered that connect from this moment on, and none who did before.
    private boolean isNewSince(String server, Instant moment) {
        return covers(server, moment) && !covers(server, moment.minusNanos(1));
    }

    private boolean covers(String server, Instant connectedAt) {
        var names = new Names(List.of(), List.of(), List.of(), List.of(), List.of());
        return deploys.inForce(server, GuardSettings.DEFAULTS).windows().stream()
                .anyMatch(window -> window.covers(connectedAt, names));
    }

    private void assertNewSinceTheOpening() {
        assertThat(isNewSince("main", Scene.START.plus(MAIN))).as("main").isTrue();
        assertThat(isNewSince("other", Scene.START.plus(OTHER))).as("other").isTrue();
    }

    @Test
    void theClockOfEachServerTells() throws Exception {
        opens();
        passes(INTERVAL);
        sees();
        assertNewSinceTheOpening();
    }

    @Test
    void noStepOfOurClockMovesIt() throws Exception {
        for (var step : List.of(STEP, STEP.negated())) {
            sees();
            opens();
            passes(INTERVAL);
            sees();
            stepped = step;
            passes(INTERVAL);
            sees();
            assertNewSinceTheOpening();
            restartsWithoutPast();
        }
    }

    @Test
    void norOneBetweenTheOpeningAndTheNextLook() throws Exception {
        for (var step : List.of(STEP, STEP.negated())) {
            sees();
            opens();
            stepped = step;
            passes(INTERVAL);
            sees();
            assertNewSinceTheOpening();
            restartsWithoutPast();
        }
    }

    @Test
    void norARestartOnAHostOfAnotherTime() throws Exception {
        opens();
        passes(INTERVAL);
        sees();
        for (var step : List.of(STEP, STEP.negated())) {
            stepped = step;
            deploys = started();
            assertNewSinceTheOpening();
            passes(INTERVAL);
            sees();
            assertNewSinceTheOpening();
        }
    }

    private void restartsWithoutPast() {
        kept = List.of();
        passed = Duration.ZERO;
        stepped = Duration.ZERO;
        deploys = started();
    }

    @Test
    void aSlowLookMakesNoEarlierSessionNew() throws Exception {
        opens();
        passes(Duration.ofMillis(800));
        sees("main", MAIN, Duration.ofMillis(800));
        assertThat(isNewSince("main", Scene.START.plus(MAIN).plusMillis(800))).isTrue();
    }

    @Test
    void aLookThatWasBegunBeforeItTellsNothing() throws Exception {
        passes(INTERVAL);
        opens();
        sees("main", MAIN, Duration.ofNanos(1));
        assertThat(covers("main", Instant.MAX.minusNanos(1))).isFalse();
    }

    @Test
    void untilItIsKnownItCoversNobodyOrHoldsBackFromAll() throws Exception {
        opens();
        assertThat(covers("main", Instant.MAX.minusNanos(1))).isFalse();
        restartsWithoutPast();
        opens(GuardMode.OBSERVE);
        assertThat(covers("main", Instant.MIN)).isTrue();
    }

    @Test
    void whoConnectedBeforeTheFirstLookAfterARestartIsInDoubtWhereNoneWasKept() throws Exception {
        opens();
        deploys = started();
        passes(STEP);
        sees();
        passes(STEP);
        sees();
        assertThat(isNewSince("main", Scene.START.plus(MAIN).plus(STEP))).isTrue();

        restartsWithoutPast();
        opens(GuardMode.OBSERVE);
        deploys = started();
        passes(STEP);
        sees();
        assertThat(covers("main", Instant.MIN)).isTrue();
    }

    @Test
    void whatTheGuardDidBeforeIsNotOfTheWindow() throws Exception {
        deploys.open(
                new DeployRequest(
                        "release 1",
                        Duration.ofHours(2),
                        GuardMode.ENFORCE,
                        null,
                        Filter.NONE,
                        false));
        passes(INTERVAL);
        sees();
        stepped = STEP;
        passes(INTERVAL);
        sees();
        var opened = Scene.START.plus(MAIN);
        acts(opened.minusNanos(1));
        assertThat(deploys.recent("main").getFirst().verdict().outcome()).isEqualTo(WAITED);
        acts(opened);
        assertThat(deploys.recent("main").getFirst().verdict().outcome()).isEqualTo(GUARD_ACTED);
    }

    private void acts(Instant at) {
        deploys.tell(new News.Grew(new Incidents().signalled(at, Outcome.RELEASED).cost("i1", 1)));
    }

    private final class Store implements DeployStore {
        @Override
        public void save(List<Deploy> all) throws IOException {
            kept = all;
        }

        @Override
        public List<Deploy> load() {
            return kept;
        }
    }

    private static final class Deaf implements DeployListener {
        @Override
        public void changed() {}

        @Override
        public void closed(Verdict verdict) {}
    }
}
