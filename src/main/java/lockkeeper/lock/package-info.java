/// What PostgreSQL said about locks at one instant: modes, lockable objects, owners, and the rows
/// of one sample. Values only. It must not know how the rows were read, who is to blame, or what
/// time it is.
@NullMarked
package lockkeeper.lock;

import org.jspecify.annotations.NullMarked;
