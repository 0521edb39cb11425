/// The durable record of incidents and actions. It must not know why something was done, nor who
/// reads it.
@NullMarked
package lockkeeper.journal;

import org.jspecify.annotations.NullMarked;
