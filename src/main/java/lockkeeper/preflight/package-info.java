/// A look before the leap: which locks a statement will ask for, whether it would get them now, and
/// what it would do to others while it has them. It must not know how the server or a grammar is
/// asked, nor how a report is shown; and it changes nothing.
@NullMarked
package lockkeeper.preflight;

import org.jspecify.annotations.NullMarked;
