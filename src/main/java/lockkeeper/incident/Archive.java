package lockkeeper.incident;

import java.io.IOException;
import java.util.List;

/// Where incidents outlive a restart.
public interface Archive {
    /// Called when an incident opens, changes in a way worth keeping, and ends.
    void save(Incident incident) throws IOException;

    /// The incidents kept, newest first, each as it was saved last.
    List<Incident> load(int limit) throws IOException;
}
