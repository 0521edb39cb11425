/// What watching costs the server: a report, run by hand with `mvn test-compile exec:exec@cost`.
@NullMarked
package lockkeeper.cost;

import org.jspecify.annotations.NullMarked;
