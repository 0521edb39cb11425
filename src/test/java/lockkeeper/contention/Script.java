package lockkeeper.contention;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/// What a number of sessions do, one after the other. The same seed always gives the same script; a
/// step of a session that still waits is left out when it is played.
record Script(long seed, int major, int players, Duration deadlockTimeout, List<Step> steps) {
    private static final int STEPS = 45;
    private static final List<Duration> TIMEOUTS =
            List.of(Duration.ofHours(1), Duration.ofMillis(250), Duration.ofMillis(60));

    Script {
        steps = List.copyOf(steps);
    }

    static Script of(long seed, int major) {
        var random = new Random(seed);
        var players = 6 + random.nextInt(7);
        var timeout = TIMEOUTS.get(random.nextInt(TIMEOUTS.size()));
        var hurried = random.nextInt(3) == 0;
        var repertoire = new Repertoire(random, major);
        var steps = new ArrayList<Step>();
        for (var i = 0; i < STEPS; i++)
            steps.add(step(random, repertoire, random.nextInt(players), hurried));
        return new Script(seed, major, players, timeout, steps);
    }

    private static Step step(Random random, Repertoire repertoire, int player, boolean hurried) {
        var joined = hurried && random.nextInt(10) < 6;
        var rollback = random.nextInt(10) < 7;
        var dice = random.nextInt(100);
        if (dice < 7)
            return new Step(player, Step.Kind.END, rollback ? "ROLLBACK" : "COMMIT", false, true);
        if (dice < 11) return new Step(player, Step.Kind.CANCEL, "", false, true);
        if (dice < 18) return new Step(player, Step.Kind.TERMINATE, "", false, true);
        if (dice < 25)
            return new Step(player, Step.Kind.ALONE, repertoire.alone(), joined, rollback);
        return new Step(player, Step.Kind.INSIDE, repertoire.inside(), joined, rollback);
    }

    /// The same without some steps.
    Script without(int from, int to) {
        var left = new ArrayList<>(steps);
        left.subList(from, Math.min(to, left.size())).clear();
        return new Script(seed, major, players, deadlockTimeout, left);
    }

    @Override
    public String toString() {
        return "PostgreSQL %d, seed %d, %d sessions, deadlock_timeout %s\n"
                        .formatted(major, seed, players, deadlockTimeout)
                + steps.stream().map(Step::toString).collect(Collectors.joining("\n"));
    }
}
