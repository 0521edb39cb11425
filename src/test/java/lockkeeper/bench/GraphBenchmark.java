package lockkeeper.bench;

import lockkeeper.graph.Question;
import lockkeeper.graph.QueueOrder;
import lockkeeper.graph.WaitGraph;
import lockkeeper.guard.Guard;
import lockkeeper.guard.GuardStatus;
import lockkeeper.lock.LockSnapshot;
import lockkeeper.watch.Observation;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// From a sample to its graph, and from there to whom it would help to end.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 1, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 8, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
        value = 1,
        jvmArgs = {"-Xmx1g", "-XX:+UseSerialGC", "-XX:ActiveProcessorCount=1"})
public class GraphBenchmark {
    private static final Duration WARM_UP = Duration.ofSeconds(2);

    /// Shape and size, as `ONE_QUEUE:10000`.
    @Param("ONE_QUEUE:1000")
    private String crowd = "";

    private LockSnapshot sample = Crowds.ONE_QUEUE.sample(1);
    private Guard guard = new Onlooker().guard();

    /// Warms up by processor time, of which a busy machine may give little in a second.
    @Setup
    public void gather() {
        sample = Crowds.parse(crowd);
        guard = new Onlooker().guard();
        var enough = ProcessorTime.used() + WARM_UP.toNanos();
        while (ProcessorTime.used() < enough) decision();
        System.gc();
    }

    /// The graph alone.
    @Benchmark
    public WaitGraph graph() {
        return WaitGraph.of(sample);
    }

    /// What comes of a sample: whom to ask for the order of queues, and the guard's decision.
    public record Outcome(List<Question> questions, @Nullable GuardStatus status) {}

    /// Everything from the sample to the guard's decision, who would be released by the end of each
    /// suspect included.
    @Benchmark
    public Outcome decision() {
        var questions = QueueOrder.questions(sample);
        var graph = WaitGraph.of(sample);
        guard.onObservation(
                new Observation("main", Observation.Kind.FULL, graph, 0, Duration.ZERO));
        return new Outcome(questions, guard.status());
    }
}
