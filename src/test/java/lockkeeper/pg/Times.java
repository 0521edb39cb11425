package lockkeeper.pg;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Objects;

/// Timestamps as PostgreSQL prints them in the UTC time zone of the tests' sessions.
public final class Times {
    private Times() {}

    public static Instant parse(@Nullable String text) {
        var iso = Objects.requireNonNull(text).replace(' ', 'T');
        return OffsetDateTime.parse(iso.matches(".*[+-]\\d\\d") ? iso + ":00" : iso).toInstant();
    }
}
