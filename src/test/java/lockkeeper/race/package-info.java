/// Whether a signal can reach anything but the statement that was decided about: sessions that move
/// on in the moment between decision and signal. `docs/safety.md` tells what came out.
@NullMarked
package lockkeeper.race;

import org.jspecify.annotations.NullMarked;
