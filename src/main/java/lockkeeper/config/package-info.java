/// From a file, flags and the environment to the settings records of every room, or to all that is
/// wrong with them at once. It must not know what a setting is for.
@NullMarked
package lockkeeper.config;

import org.jspecify.annotations.NullMarked;
