/// What every settings record is made of: secrets that do not print, durations as people write
/// them, and complaints about values out of range. It must not know any setting, nor where the
/// values come from.
@NullMarked
package lockkeeper.setting;

import org.jspecify.annotations.NullMarked;
