package lockkeeper.guard;

import static lockkeeper.graph.Scene.ORDERS;
import static lockkeeper.graph.Scene.START;
import static lockkeeper.graph.Scene.USERS;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.graph.Scene;
import lockkeeper.graph.WaitGraph;
import lockkeeper.lock.BackendId;
import lockkeeper.lock.ContendedLock;
import lockkeeper.lock.LockMode;
import lockkeeper.lock.LockSnapshot;
import lockkeeper.watch.Observation;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/// What is true of the guard's decisions whatever it sees, tried on random scenes. The seed of a
/// scene that fails is in the message.
class GuardPropertyTest {
    private static final int SCENES = 400;
    private static final String PROTECTED = "protected";
    private static final GuardSettings SETTINGS =
            new Rules()
                    .queued(1)
                    .sustained(Duration.ZERO)
                    .cooldown(Duration.ZERO)
                    .maxActions(1000)
                    .protect(Rules.applications(PROTECTED))
                    .settings();

    @Test
    void theOrderOfTheRowsDoesNotMatter() {
        var ended = 0;
        for (var seed = 0; seed < SCENES; seed++) {
            var random = new Random(seed);
            var snapshot = scene(random).snapshot();
            var decided = decided(snapshot);
            ended += decided.isEmpty() ? 0 : 1;
            for (var i = 0; i < 3; i++)
                assertThat(decided(shuffled(snapshot, random)))
                        .as("seed %d", seed)
                        .isEqualTo(decided);
        }
        assertThat(ended).as("scenes in which somebody is ended").isGreaterThan(SCENES / 10);
    }

    @Test
    void whoIsEndedIsASuspectWhoseEndHelps() {
        for (var seed = 0; seed < SCENES; seed++) {
            var graph = scene(new Random(seed)).graph();
            for (var pileUp : PileUps.of(graph))
                if (judge(graph, pileUp) instanceof Judgement.End end) {
                    assertThat(pileUp.suspects()).as("seed %d", seed).containsAll(end.best().set());
                    var owners = end.best().set().stream().map(Suspect::owner).toList();
                    assertThat(graph.without(owners).releasedNow())
                            .as("seed %d", seed)
                            .isNotEmpty();
                    assertThat(end.best().released()).as("seed %d", seed).isNotEmpty();
                }
        }
    }

    @Test
    void noOneOfASetIsSuperfluous() {
        var sets = 0;
        for (var seed = 0; seed < SCENES; seed++) {
            var graph = scene(new Random(seed)).graph();
            for (var pileUp : PileUps.of(graph))
                if (judge(graph, pileUp) instanceof Judgement.End end
                        && end.best().set().size() > 1) {
                    sets++;
                    for (var one : end.best().set()) {
                        var rest = new ArrayList<>(end.best().set());
                        rest.remove(one);
                        var without = new SmallestSet(graph, pileUp.suspects()).of(rest);
                        assertThat(!without.now().isEmpty() && !without.all().isEmpty())
                                .as("seed %d: the set without %s would do", seed, one)
                                .isFalse();
                    }
                }
        }
        assertThat(sets).isPositive();
    }

    @Test
    void thereIsOneSignalAtATimeAndNoneToAProtectedSession() {
        var signals = 0;
        for (var seed = 0; seed < SCENES; seed++) {
            var random = new Random(seed);
            var scene = scene(random);
            var protectedOnes = protectedPids(scene.snapshot());
            var hit = new ArrayList<Integer>();
            var clock = new long[1];
            var guard = guard(hit, clock);
            for (var at = 1000; at < 3000; at += 200) {
                var before = hit.size();
                clock[0] = at * 1_000_000L;
                show(guard, scene.sampledAt(START.plusMillis(at)), clock[0]);
                assertThat(hit.size() - before).as("seed %d", seed).isLessThanOrEqualTo(1);
            }
            // nobody of the first set has gone, so there may be no second one
            assertThat(hit).as("seed %d", seed).hasSizeLessThanOrEqualTo(1);
            assertThat(hit).as("seed %d", seed).noneMatch(protectedOnes::contains);
            signals += hit.size();
        }
        assertThat(signals).isGreaterThan(SCENES / 10);
    }

    @Test
    void thereIsOneSetAtATimeAndItGoesTailFirst() {
        for (var seed = 0; seed < SCENES; seed++) {
            var random = new Random(seed);
            var here = new ArrayList<Integer>();
            for (var pid = 20; pid < 21 + random.nextInt(3); pid++) here.add(pid);
            for (var pid = 30; pid < 31 + random.nextInt(3); pid++) here.add(pid);
            var all = here.size();
            var hit = new ArrayList<Integer>();
            var clock = new long[1];
            var guard = guard(hit, clock);
            for (var at = 1000; !here.isEmpty(); at += 100) {
                assertThat(at).as("seed %d: it comes to an end", seed).isLessThan(20_000);
                clock[0] = at * 1_000_000L;
                show(guard, stacks(here).sampledAt(START.plusMillis(at)), clock[0]);
                var underWay = hit.stream().filter(here::contains).map(pid -> pid / 10);
                assertThat(underWay.distinct().count()).as("seed %d", seed).isLessThan(2);
                if (random.nextInt(3) == 0) here.removeAll(hit);
            }
            assertThat(hit).as("seed %d", seed).hasSize(all).doesNotHaveDuplicates();
            for (var table = 2; table <= 3; table++) {
                var which = table;
                assertThat(hit.stream().filter(pid -> pid / 10 == which))
                        .as("seed %d", seed)
                        .isSortedAccordingTo(Comparator.reverseOrder());
            }
        }
    }

    // ---- random scenes

    /// Two tables, on each a report, stacked DDL (20 and on, 30 and on), and readers.
    private static Scene stacks(List<Integer> ddl) {
        var scene = new Scene();
        for (var table = 2; table <= 3; table++) {
            var target = table == 2 ? USERS : ORDERS;
            var came = START;
            scene.held(table, LockMode.ACCESS_SHARE, target);
            for (var pid : ddl)
                if (pid / 10 == table) {
                    came = START.plusMillis(20L * pid);
                    scene.awaitedSince(came, pid, LockMode.ACCESS_EXCLUSIVE, target);
                    scene.query(pid, "ALTER TABLE some ADD COLUMN another text");
                }
            for (var reader = 0; reader < 3 && came.isAfter(START); reader++)
                scene.awaitedSince(
                        START.plusMillis(900 + 20L * reader),
                        100 * table + reader,
                        LockMode.ACCESS_SHARE,
                        target);
        }
        return scene;
    }

    private static Scene scene(Random random) {
        var scene = new Scene();
        var targets = List.of(USERS, ORDERS);
        for (var pid = 10; pid < 10 + random.nextInt(4); pid++)
            scene.held(pid, weak(random), targets.get(random.nextInt(2)));
        if (random.nextInt(4) == 0)
            scene.held(15, LockMode.ACCESS_EXCLUSIVE, targets.get(random.nextInt(2)));
        var next = 20;
        for (var i = 0; i < 3 + random.nextInt(10); i++) {
            var ddl = random.nextInt(4) == 0;
            scene.awaited(
                    next, ddl ? strong(random) : weak(random), targets.get(random.nextInt(2)));
            if (ddl) scene.query(next, "ALTER TABLE some ADD COLUMN another text");
            if (random.nextInt(5) == 0) scene.edit(next, s -> s.application(PROTECTED));
            next++;
        }
        return scene;
    }

    private static final List<LockMode> WEAK =
            Stream.of(LockMode.values()).filter(LockMode::isWeak).toList();
    private static final List<LockMode> STRONG =
            Stream.of(LockMode.values()).filter(LockMode::stopsClientWork).toList();

    private static LockMode weak(Random random) {
        return WEAK.get(random.nextInt(WEAK.size()));
    }

    private static LockMode strong(Random random) {
        return STRONG.get(random.nextInt(STRONG.size()));
    }

    private static LockSnapshot shuffled(LockSnapshot s, Random random) {
        var locks = new ArrayList<ContendedLock>();
        for (var lock : s.locks())
            locks.add(
                    new ContendedLock(
                            lock.target(),
                            mixed(lock.holders(), random),
                            mixed(lock.waiters(), random)));
        return new LockSnapshot(
                s.sampledAt(),
                s.inRecovery(),
                s.deadlockTimeout(),
                mixed(locks, random),
                s.backends(),
                s.holdingElsewhere(),
                s.blockingPids(),
                s.departed(),
                s.relations(),
                s.databases(),
                s.ownPids(),
                s.hidden());
    }

    private static <T> List<T> mixed(List<T> rows, Random random) {
        var copy = new ArrayList<>(rows);
        Collections.shuffle(copy, random);
        return copy;
    }

    // ---- what is decided

    private static Set<List<Integer>> decided(LockSnapshot snapshot) {
        var graph = WaitGraph.of(snapshot);
        var sets = new HashSet<List<Integer>>();
        for (var pileUp : PileUps.of(graph))
            if (judge(graph, pileUp) instanceof Judgement.End end)
                sets.add(end.best().set().stream().map(suspect -> suspect.owner().pid()).toList());
        return sets;
    }

    private static Judgement judge(WaitGraph graph, PileUp pileUp) {
        return new GuardPolicy(
                        graph, new GuardRules.InForce(SETTINGS, null, null), new Encounters())
                .judge(pileUp);
    }

    private static Set<Integer> protectedPids(LockSnapshot snapshot) {
        var pids = new HashSet<Integer>();
        for (var backend : snapshot.backends().values())
            if (backend.application().equals(PROTECTED)) pids.add(backend.id().pid());
        return pids;
    }

    private static Guard guard(List<Integer> hit, long[] clock) {
        return new Guard(
                "main",
                () -> new GuardRules.InForce(SETTINGS, null, null),
                new GuardTools(
                        new Recorder(hit),
                        _ -> {},
                        () -> true,
                        new Deaf(),
                        () -> true,
                        _ -> false,
                        () -> clock[0],
                        () -> "action-" + hit.size(),
                        Runnable::run));
    }

    private static void show(Guard guard, Scene scene, long begunAt) {
        guard.onObservation(
                new Observation(
                        "main", Observation.Kind.FULL, scene.graph(), begunAt, Duration.ZERO));
    }

    private record Recorder(List<Integer> hit) implements BackendControl {
        @Override
        public SignalResult signal(Action action, PinnedBackend backend) {
            hit.add(backend.id().pid());
            return new SignalResult.Sent();
        }

        @Override
        public SignalResult signal(Action action, BackendId session) {
            throw new AssertionError("the guard always pins what it signals");
        }
    }

    private static final class Deaf implements Witness {
        @Override
        public String incidentOf(String target, PileUp pileUp) {
            return pileUp.target().toString();
        }

        @Override
        public void entry(JournalEntry entry) {}

        @Override
        public void trouble(String target, String key, String sentence, boolean over) {}
    }
}
