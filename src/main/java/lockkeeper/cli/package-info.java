/// The commands: what they take, what they print, and with which code they end. It must not know
/// how anything is done.
@NullMarked
package lockkeeper.cli;

import org.jspecify.annotations.NullMarked;
