/// The life of a pile-up, and when a human should hear of it. It must not know how anybody is told
/// nor where the record is kept.
@NullMarked
package lockkeeper.incident;

import org.jspecify.annotations.NullMarked;
