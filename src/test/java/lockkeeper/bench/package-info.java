/// What the graph and its simulations cost: benchmarks, run by hand with `mvn test-compile
/// exec:exec@bench`.
@NullMarked
package lockkeeper.bench;

import org.jspecify.annotations.NullMarked;
