/// Deploy windows: while one is open the guard has another mode for the sessions that it covers,
/// and its close says what the deploy has cost. It must not know who opens them, nor where they are
/// kept.
@NullMarked
package lockkeeper.deploy;

import org.jspecify.annotations.NullMarked;
