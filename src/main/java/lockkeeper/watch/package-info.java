/// The poll loop: when to look, at what pace, and whom to tell. It must not know how a sample is
/// read nor what the observers do with it.
@NullMarked
package lockkeeper.watch;

import org.jspecify.annotations.NullMarked;
