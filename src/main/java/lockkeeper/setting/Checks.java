package lockkeeper.setting;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Collects what is wrong with the values of one settings record, for its constructor.
public final class Checks {
    private final String section;
    private final List<Complaint> complaints = new ArrayList<>();

    /// @param section the key of the section whose keys are checked, such as `guard`
    public Checks(String section) {
        this.section = section;
    }

    /// @param must what would be right, such as `must be 1 or more`
    public Checks that(boolean holds, String key, String must, Object got) {
        return complain(holds, key, must, String.valueOf(got));
    }

    /// For a value that must not be printed, or where there is none.
    public Checks that(boolean holds, String key, String message) {
        return complain(holds, key, message, null);
    }

    private Checks complain(boolean holds, String key, String must, @Nullable String got) {
        if (!holds) complaints.add(new Complaint(section + "." + key, must, got));
        return this;
    }

    /// Both ends are allowed.
    public Checks between(int least, int most, String key, int got) {
        return that(got >= least && got <= most, key, "must be from " + least + " to " + most, got);
    }

    /// Both ends are allowed.
    public Checks between(Duration least, Duration most, String key, Duration got) {
        return that(
                got.compareTo(least) >= 0 && got.compareTo(most) <= 0,
                key,
                "must be from " + DurationText.of(least) + " to " + DurationText.of(most),
                DurationText.of(got));
    }

    /// @throws InvalidSettings if anything was wrong
    public void done() {
        if (!complaints.isEmpty()) throw new InvalidSettings(complaints);
    }
}
