package lockkeeper.config;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/// What the command line said about the configuration; null where it said nothing.
///
/// @param config the file; without one there must be `url`
/// @param listen overrides the file
/// @param guard a mode, overrides the file for every target
public record Flags(
        @Nullable Path config,
        @Nullable String url,
        @Nullable String user,
        @Nullable String listen,
        @Nullable String guard) {
    /// A file and nothing else.
    public static Flags file(Path config) {
        return new Flags(config, null, null, null, null);
    }
}
