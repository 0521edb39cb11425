package lockkeeper.setting;

import java.util.List;
import java.util.stream.Collectors;

/// Thrown by the constructor of a settings record; names everything that is wrong, not only the
/// first.
public final class InvalidSettings extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient List<Complaint> complaints;

    InvalidSettings(List<Complaint> complaints) {
        super(complaints.stream().map(Complaint::toString).collect(Collectors.joining("; ")));
        this.complaints = List.copyOf(complaints);
    }

    public List<Complaint> complaints() {
        return complaints;
    }
}
