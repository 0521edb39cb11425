package lockkeeper.bench;

import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Runs the benchmarks at two sizes each, one ten times the other, and prints the table of
/// `docs/cost.md`.
final class Bench {
    private static final List<String> WORK = List.of("questions", "graph", "pileUps", "decision");

    /// @param micros for one call
    /// @param bytes allocated by one call
    private record Cost(double micros, double bytes) {
        static Cost of(RunResult result) {
            var allocated = result.getSecondaryResults().get("gc.alloc.rate.norm");
            return new Cost(
                    result.getPrimaryResult().getScore(),
                    allocated == null ? 0 : allocated.getScore());
        }
    }

    private Bench() {}

    public static void main(String[] arguments) throws RunnerException {
        var crowds = new ArrayList<String>();
        for (var crowd : Crowds.values()) {
            crowds.add(crowd + ":" + crowd.large() / 10);
            crowds.add(crowd + ":" + crowd.large());
        }
        var options =
                new OptionsBuilder()
                        .include(GraphBenchmark.class.getName())
                        .param("crowd", crowds.toArray(String[]::new))
                        .addProfiler(GCProfiler.class)
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build();
        var costs = new TreeMap<String, Cost>();
        for (var result : new Runner(options).run()) {
            var parameters = result.getParams();
            costs.put(
                    parameters.getParam("crowd")
                            + " "
                            + parameters.getBenchmark().replaceFirst(".*\\.", ""),
                    Cost.of(result));
        }
        print(costs);
    }

    private static void print(Map<String, Cost> costs) {
        System.out.println("| crowd | size | work | ms | time at 10 × the size | MB allocated |");
        System.out.println("|---|---|---|---|---|---|");
        for (var crowd : Crowds.values())
            for (var work : WORK) {
                var small = costs.get(crowd + ":" + crowd.large() / 10 + " " + work);
                var large = costs.get(crowd + ":" + crowd.large() + " " + work);
                if (small != null && large != null)
                    System.out.printf(
                            "| %s | %,d | %s | %.2f | %.1f × | %.2f |%n",
                            crowd,
                            crowd.large(),
                            work,
                            large.micros() / 1e3,
                            large.micros() / small.micros(),
                            large.bytes() / 1e6);
            }
    }
}
