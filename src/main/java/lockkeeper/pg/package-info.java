/// PostgreSQL over JDBC: reads the lock table, signals sessions, looks names up. The only room that
/// knows SQL, the driver and the connection pool. It must not know who is to blame, when to look,
/// or what anybody does with what it read.
@NullMarked
package lockkeeper.pg;

import org.jspecify.annotations.NullMarked;
