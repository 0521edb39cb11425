package lockkeeper.watch;

import java.time.Instant;

/// What the sentinel saw.
///
/// @param at the server's clock
/// @param waits whether a backend waits for a lock, or might without our being allowed to see it
public record Glance(Instant at, boolean inRecovery, boolean waits) {}
