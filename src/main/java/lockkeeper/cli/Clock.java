package lockkeeper.cli;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/// The time of day, as logs and the server have it.
final class Clock {
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

    private Clock() {}

    static String of(Instant instant) {
        return SECONDS.format(instant);
    }
}
