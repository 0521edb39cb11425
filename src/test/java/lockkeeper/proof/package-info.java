/// That what we see and what we do is right, on real servers: the graph against `pg_blocking_pids`,
/// the guard at work, and the daemon as a process.
@NullMarked
package lockkeeper.proof;

import org.jspecify.annotations.NullMarked;
