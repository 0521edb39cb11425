package lockkeeper.metrics;

import com.sun.management.OperatingSystemMXBean;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;

import java.lang.management.ManagementFactory;

/// Memory, collector, threads, processor time and files of our own process. Not the load of the
/// machine: others measure that, and in a container each question reads a dozen files.
final class JvmMeters implements AutoCloseable {
    private final JvmGcMetrics collector = new JvmGcMetrics();

    JvmMeters(MeterRegistry registry) {
        bindProcessorTime(registry);
        collector.bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
    }

    private static void bindProcessorTime(MeterRegistry registry) {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system)
            FunctionCounter.builder("process.cpu", system, s -> s.getProcessCpuTime() / 1e9)
                    .description("Processor time used by this process.")
                    .baseUnit("seconds")
                    .register(registry);
    }

    @Override
    public void close() {
        collector.close();
    }
}
