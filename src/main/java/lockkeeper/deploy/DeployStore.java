package lockkeeper.deploy;

import java.io.IOException;
import java.util.List;

/// Where windows outlive a restart.
public interface DeployStore {
    /// Keeps these and no others; when it returns they are safe.
    void save(List<Deploy> all) throws IOException;

    /// As they were saved last; none if nothing was.
    List<Deploy> load() throws IOException;
}
