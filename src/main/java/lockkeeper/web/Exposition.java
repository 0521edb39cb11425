package lockkeeper.web;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.OutputStream;

/// Writes our metrics for whoever scrapes them, from memory.
public interface Exposition {
    /// The form to write in.
    ///
    /// @param accept the request's Accept header, null if it has none
    String contentType(@Nullable String accept);

    /// @param contentType one that [#contentType] chose
    void write(String contentType, OutputStream out) throws IOException;
}
