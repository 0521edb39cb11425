package lockkeeper.preflight;

import java.time.Instant;
import java.util.List;

/// What was found on the server for a set of lock requests, at one instant of its clock.
///
/// @param missing names that mean no relation there
public record Scene(Instant at, String database, List<Target> targets, List<String> missing) {
    public Scene {
        targets = List.copyOf(targets);
        missing = List.copyOf(missing);
    }
}
