/// The life of a pile-up, or of other contention, from the first sighting to its end: what
/// happened, what it cost, what to do differently, and when somebody should hear of it. It must not
/// know how people are told.
@NullMarked
package lockkeeper.incident;

import org.jspecify.annotations.NullMarked;
