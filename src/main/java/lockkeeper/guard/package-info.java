/// When a migration must give way: which DDL, why, and what came of it. It must not know how a
/// session is signalled, where the record is kept, or who else watches.
@NullMarked
package lockkeeper.guard;

import org.jspecify.annotations.NullMarked;
