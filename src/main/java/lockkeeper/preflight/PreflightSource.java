package lockkeeper.preflight;

import lockkeeper.statement.LockRequest;

import java.util.List;

/// Finds the relations that lock requests mean, and who is on them.
public interface PreflightSource {
    /// The server's major version.
    int major() throws PreflightFailed;

    Scene read(List<LockRequest> requests) throws PreflightFailed;
}
