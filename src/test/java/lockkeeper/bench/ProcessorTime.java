package lockkeeper.bench;

import com.sun.management.OperatingSystemMXBean;

import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.ScalarResult;

import java.lang.management.ManagementFactory;
import java.util.List;

/// Counts the processor time of a call, garbage collection included, which does not grow while
/// other processes have the processor.
public final class ProcessorTime implements InternalProfiler {
    static final String NAME = "processor";

    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private long before;

    /// How much this process has had so far, in nanoseconds.
    static long used() {
        return SYSTEM.getProcessCpuTime();
    }

    @Override
    public String getDescription() {
        return "processor time of a call";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        before = used();
    }

    @Override
    public List<ScalarResult> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        var spent = used() - before;
        var calls = result.getMetadata().getAllOps();
        return List.of(new ScalarResult(NAME, spent / 1e3 / calls, "us/op", AggregationPolicy.AVG));
    }
}
