package lockkeeper.preflight;

import lockkeeper.statement.LockRequest;

import java.util.List;

/// A relation that a lock request means, and who is on it now.
public record Target(LockRequest request, Relation relation, List<Occupant> occupants) {
    public Target {
        occupants = List.copyOf(occupants);
    }
}
