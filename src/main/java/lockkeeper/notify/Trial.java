package lockkeeper.notify;

import org.jspecify.annotations.Nullable;

/// What became of a test message.
///
/// @param channel `slack` or `webhook`
/// @param host of the receiver; its whole address is a secret
/// @param problem why it did not arrive, null if it did
public record Trial(String channel, String host, @Nullable String problem) {}
