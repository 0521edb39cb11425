/// Runs a migration command while a guard covers it, and again when the guard stopped it. It must
/// not know which guard that is, nor any migration tool: what happened is told by the server and by
/// the guard's own record, not by names or output.
@NullMarked
package lockkeeper.exec;

import org.jspecify.annotations.NullMarked;
