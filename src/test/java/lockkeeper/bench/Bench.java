package lockkeeper.bench;

import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// Runs the benchmarks at two sizes each, one ten times the other, and prints the table of
/// `docs/cost.md` line by line: some four minutes in all, more on a busy machine.
final class Bench {
    private static final List<String> WORK = List.of("graph", "decision");

    /// @param micros of the processor for one call
    /// @param bytes allocated by one call
    private record Cost(double micros, double bytes) {
        static Cost of(RunResult result) {
            return new Cost(
                    median(result, ProcessorTime.NAME), median(result, "gc.alloc.rate.norm"));
        }

        private static double median(RunResult result, String measure) {
            var values = result.getSecondaryResults().get(measure);
            if (values == null) throw new IllegalStateException("not measured: " + measure);
            return values.getStatistics().getPercentile(50);
        }
    }

    private Bench() {}

    public static void main(String[] arguments) throws RunnerException {
        System.out.println("| crowd | size | work | ms | time at 10 × the size | MB allocated |");
        System.out.println("|---|---|---|---|---|---|");
        for (var crowd : Crowds.values()) measure(crowd);
    }

    private static void measure(Crowds crowd) throws RunnerException {
        var small = crowd + ":" + crowd.large() / 10;
        var large = crowd + ":" + crowd.large();
        var costs = costs(small, large);
        for (var work : WORK)
            print(
                    crowd,
                    work,
                    Objects.requireNonNull(costs.get(small + work)),
                    Objects.requireNonNull(costs.get(large + work)));
    }

    private static Map<String, Cost> costs(String... crowds) throws RunnerException {
        var options =
                new OptionsBuilder()
                        .include(GraphBenchmark.class.getName())
                        .param("crowd", crowds)
                        .addProfiler(GCProfiler.class)
                        .addProfiler(ProcessorTime.class)
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build();
        var costs = new HashMap<String, Cost>();
        for (var result : new Runner(options).run()) {
            var work = result.getParams().getBenchmark().replaceFirst(".*\\.", "");
            costs.put(result.getParams().getParam("crowd") + work, Cost.of(result));
        }
        return costs;
    }

    private static void print(Crowds crowd, String work, Cost small, Cost large) {
        System.out.printf(
                Locale.ROOT,
                "| %s | %,d | %s | %.2f | %.1f × | %.2f |%n",
                crowd,
                crowd.large(),
                work,
                large.micros() / 1e3,
                large.micros() / small.micros(),
                large.bytes() / 1e6);
    }
}
