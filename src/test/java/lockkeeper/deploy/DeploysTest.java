package lockkeeper.deploy;

import static lockkeeper.deploy.Verdict.Outcome.CLEAN;
import static lockkeeper.deploy.Verdict.Outcome.GUARD_ACTED;
import static lockkeeper.deploy.Verdict.Outcome.WAITED;
import static lockkeeper.guard.GuardMode.ENFORCE;
import static lockkeeper.guard.GuardMode.OBSERVE;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import lockkeeper.deploy.Deploy.By;
import lockkeeper.graph.Scene;
import lockkeeper.guard.Filter;
import lockkeeper.guard.GuardMode;
import lockkeeper.guard.GuardSettings;
import lockkeeper.guard.Outcome;
import lockkeeper.guard.Rules;
import lockkeeper.incident.Incident;
import lockkeeper.incident.News;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

class DeploysTest {
    private final List<Verdict.Outcome> closed = new ArrayList<>();
    private List<Deploy> kept = List.of();
    private boolean diskFull;
    private boolean folderFails;
    private int saves;
    private int ids;
    private Instant now = Scene.START;
    private long nanos;
    private Deploys deploys = started();

    private Deploys started() {
        var anew =
                new Deploys(
                        new Store(),
                        () -> now,
                        () -> nanos,
                        () -> "w" + ++ids,
                        Runnable::run,
                        new Listener());
        anew.remember();
        return anew;
    }

    private Deploy open(@Nullable String target, Filter only, boolean newSessions) {
        var wanted =
                new DeployRequest(
                        "release 1", Duration.ofMinutes(30), ENFORCE, target, only, newSessions);
        try {
            return deploys.open(wanted);
        } catch (TooManyOpen | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Deploy open() {
        return open(null, Filter.NONE, false);
    }

    private Verdict closed(Deploy deploy) {
        var now = deploys.close(deploy.id());
        if (now == null) throw new IllegalStateException("there is no " + deploy.id());
        return now.verdict();
    }

    private void passes(Duration time) {
        now = now.plus(time);
        nanos += time.toNanos();
    }

    private GuardMode mode(String target) {
        return deploys.inForce(target, GuardSettings.DEFAULTS).settings().mode();
    }

    // ---- how long it holds

    @Test
    void itHoldsUntilItIsClosed() {
        var window = open();
        assertThat(mode("main")).isEqualTo(ENFORCE);
        assertThat(deploys.on("main")).isEqualTo("release 1");
        passes(Duration.ofMinutes(1));
        closed(window);
        assertThat(mode("main")).isEqualTo(OBSERVE);
        assertThat(deploys.on("main")).isNull();
        assertThat(closed).containsExactly(CLEAN);
    }

    @Test
    void itHoldsUntilItsTimeIsOverAndNotOneMillisecondLonger() {
        var window = open();
        passes(Duration.ofMinutes(30).minusMillis(1));
        deploys.expire();
        assertThat(mode("main")).isEqualTo(ENFORCE);
        passes(Duration.ofMillis(1));
        assertThat(mode("main")).isEqualTo(OBSERVE); // though nobody has closed it yet
        passes(Duration.ofSeconds(5));
        deploys.expire();
        assertThat(deploys.find(window.id())).isEqualTo(deploys.recent(null).getFirst());
        assertThat(deploys.recent(null).getFirst().closing())
                .isEqualTo(new Deploy.Closing(Scene.START.plus(Duration.ofMinutes(30)), By.TTL));
        assertThat(closed).containsExactly(CLEAN);
    }

    @Test
    void itHoldsOnItsServerOnly() {
        open("main", Filter.NONE, false);
        assertThat(mode("main")).isEqualTo(ENFORCE);
        assertThat(mode("other")).isEqualTo(OBSERVE);
        open();
        assertThat(mode("other")).isEqualTo(ENFORCE);
    }

    @Test
    void aSecondCloseAnswersTheSame() {
        var window = open();
        happens(new Incidents().cost("i1", 5));
        var first = closed(window);
        happens(new Incidents().cost("i2", 5));
        assertThat(closed(window)).isEqualTo(first);
        assertThat(deploys.close("nothing")).isNull();
        assertThat(closed).hasSize(1);
    }

    @Test
    void noMoreThanFiftyAreOpenAndNoMoreThanFiftyKept() {
        for (var i = 0; i < 50; i++) open();
        assertThatThrownBy(
                        () ->
                                deploys.open(
                                        new DeployRequest(
                                                "x",
                                                Duration.ofHours(1),
                                                OBSERVE,
                                                null,
                                                Filter.NONE,
                                                false)))
                .isInstanceOf(TooManyOpen.class);
        passes(Duration.ofMinutes(31));
        var last = open();
        for (var deploy : deploys.recent(null)) deploys.close(deploy.id());
        assertThat(deploys.recent(null)).hasSize(50).first().isEqualTo(deploys.find(last.id()));
    }

    // ---- its verdict

    private void happens(Incident incident) {
        deploys.tell(new News.Grew(incident));
    }

    @Test
    void withoutIncidentsItIsClean() {
        var window = open();
        deploys.tell(new News.Trouble("main", "blind", "Locks cannot be seen.", false));
        assertThat(closed(window)).isEqualTo(new Verdict(CLEAN, List.of(), 0, null));
    }

    @Test
    void whereTheGuardActedItSaysWhenToTryAgain() {
        var window = open();
        happens(new Incidents().cost("i1", 1));
        passes(Duration.ofSeconds(2));
        happens(new Incidents().signalled(now, null).cost("i1", 12.5));
        happens(new Incidents().declined(now).cost("i2", 2));
        assertThat(closed(window))
                .isEqualTo(
                        new Verdict(
                                GUARD_ACTED,
                                List.of("i1", "i2"),
                                14.5,
                                "Try again when pid 10 (test, user app, SELECT) has ended."));
        assertThat(closed).containsExactly(GUARD_ACTED);
    }

    @Test
    void ofDdlThatHeldItsLockNobodyElseMustEnd() {
        var window = open();
        happens(new Incidents().behindAHolder().signalled(now, Outcome.RELEASED).cost("i1", 1));
        assertThat(closed(window).suggestion()).contains("make it shorter");
    }

    @Test
    void whatTheGuardOnlyWouldHaveDoneIsWaiting() {
        for (var incident :
                List.of(
                        new Incidents().declined(now),
                        new Incidents().byHand(now),
                        new Incidents().signalled(now, Outcome.GONE),
                        new Incidents().signalled(now, Outcome.DENIED))) {
            var window = open();
            happens(incident.cost("i1", 1));
            var verdict = closed(window);
            assertThat(verdict.outcome()).isEqualTo(WAITED);
            assertThat(verdict.suggestion()).contains("If something has to run again: when pid 10");
        }
    }

    @Test
    void incidentsThatAreNotItsOwnDoNotCount() {
        var window = open("main", Rules.users("deploy"), false);
        var other = open("main", Rules.users("flyway"), false);
        happens(new Incidents().on("other").cost("i1", 1));
        happens(new Incidents().of(Incident.Kind.HOT_ROW).cost("i2", 1));
        happens(new Incidents().cost("i3", 1));
        assertThat(closed(window).incidents()).containsExactly("i3");
        assertThat(closed(other).outcome()).isEqualTo(CLEAN);
    }

    @Test
    void whatCameAfterItsTimeDoesNotCount() {
        var window = open();
        passes(Duration.ofMinutes(30));
        happens(new Incidents().cost("i1", 1));
        assertThat(closed(window).outcome()).isEqualTo(CLEAN);
    }

    // ---- restarts

    @Test
    void anOpenOneSurvivesARestartWithWhatHappenedInIt() {
        var window = open("main", Rules.users("deploy"), false);
        deploys.tell(new News.Opened(new Incidents().signalled(now, null).cost("i1", 7)));
        passes(Duration.ofMinutes(5));
        deploys = started();
        assertThat(deploys.find(window.id())).isNotNull();
        assertThat(mode("main")).isEqualTo(ENFORCE);
        assertThat(closed(window).outcome()).isEqualTo(GUARD_ACTED);
        deploys = started();
        assertThat(deploys.recent(null)).hasSize(1).first().matches(d -> !d.isOpen());
    }

    @Test
    void oneWhoseTimeEndedMeanwhileIsClosedAtTheStart() {
        open();
        passes(Duration.ofHours(2));
        deploys = started();
        assertThat(mode("main")).isEqualTo(OBSERVE);
        assertThat(deploys.recent(null).getFirst().closing())
                .isEqualTo(new Deploy.Closing(Scene.START.plus(Duration.ofMinutes(30)), By.TTL));
        assertThat(closed).containsExactly(CLEAN);
    }

    @Test
    void oneThatCannotBeKeptIsNotOpened() {
        diskFull = true;
        assertThatThrownBy(this::open).hasRootCauseMessage("disk full");
        assertThat(mode("main")).isEqualTo(OBSERVE);
        assertThat(deploys.recent(null)).isEmpty();
    }

    @Test
    void aFullDiskDoesNotKeepOneFromClosing() {
        var window = open();
        diskFull = true;
        closed(window);
        assertThat(mode("main")).isEqualTo(OBSERVE);
    }

    @Test
    void oneThatWasClosedOnAFullDiskStaysClosedOverARestart() {
        var window = open();
        diskFull = true;
        closed(window);
        deploys.expire();
        diskFull = false;
        deploys.expire();
        deploys = started();
        assertThat(mode("main")).isEqualTo(OBSERVE);
        assertThat(deploys.find(window.id())).isNotNull().matches(d -> !d.isOpen());
    }

    @Test
    void whatHappenedInOneOnAFullDiskIsKeptLater() {
        var window = open();
        diskFull = true;
        deploys.tell(new News.Opened(new Incidents().cost("i1", 7)));
        diskFull = false;
        deploys.expire();
        deploys = started();
        assertThat(closed(window).outcome()).isEqualTo(WAITED);
    }

    @Test
    void oneThatWasNotOpenedThoughItWasKeptIsNotOpenAfterARestart() {
        folderFails = true;
        assertThatThrownBy(this::open).hasRootCauseMessage("folder fails");
        folderFails = false;
        deploys.expire();
        deploys = started();
        assertThat(mode("main")).isEqualTo(OBSERVE);
        assertThat(deploys.recent(null)).isEmpty();
    }

    @Test
    void whatIsKeptIsNotKeptAgainAndAgain() {
        closed(open());
        var before = saves;
        deploys.expire();
        deploys.expire();
        assertThat(saves).isEqualTo(before);
    }

    @Test
    void whatCannotBeReadDoesNotKeepUsFromStarting() {
        open();
        diskFull = true;
        deploys = started();
        assertThat(deploys.recent(null)).isEmpty();
    }

    private final class Store implements DeployStore {
        @Override
        public void save(List<Deploy> all) throws IOException {
            saves++;
            if (diskFull) throw new IOException("disk full");
            kept = all;
            if (folderFails) throw new IOException("folder fails");
        }

        @Override
        public List<Deploy> load() throws IOException {
            if (diskFull) throw new IOException("disk full");
            return kept;
        }
    }

    private final class Listener implements DeployListener {
        @Override
        public void changed() {}

        @Override
        public void closed(Verdict verdict) {
            closed.add(verdict.outcome());
        }
    }
}
