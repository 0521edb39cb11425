package lockkeeper.deploy;

import org.jspecify.annotations.Nullable;

/// What a window needs to know of an incident of its time.
///
/// @param acted whether the guard signalled somebody in it
/// @param obstacle who stood before the DDL, in words; null where it waited for nobody
public record Episode(
        String incident, double blockedSessionSeconds, boolean acted, @Nullable String obstacle) {}
