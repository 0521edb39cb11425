/// Where everything is put together: the one place that knows all rooms. No room knows this one.
@NullMarked
package lockkeeper;

import org.jspecify.annotations.NullMarked;
