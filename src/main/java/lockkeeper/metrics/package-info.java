/// What Prometheus reads: counts, ages and durations, from memory, at any pace. It must not know
/// how a server is read, who serves the text, or what anybody concludes from it.
@NullMarked
package lockkeeper.metrics;

import org.jspecify.annotations.NullMarked;
