package lockkeeper.web;

import org.jspecify.annotations.Nullable;

/// Our metrics for whoever scrapes them, from memory.
@FunctionalInterface
public interface Exposition {
    /// What one scrape gets.
    ///
    /// @param body UTF-8; the reader must not change it
    @SuppressWarnings("ArrayRecordComponent") // handed on to a socket as it is
    record Text(String contentType, byte[] body) {}

    /// @param accept the request's Accept header, null if it has none
    Text text(@Nullable String accept);
}
