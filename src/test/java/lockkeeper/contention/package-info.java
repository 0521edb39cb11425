/// Random contention on real servers, to hold the wait graph and its predictions against what
/// PostgreSQL says and does.
@NullMarked
package lockkeeper.contention;

import org.jspecify.annotations.NullMarked;
