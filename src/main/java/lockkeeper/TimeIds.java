package lockkeeper;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.function.Supplier;

/// Makes ids that sort by time, stay unique over restarts, and can be read aloud.
final class TimeIds implements Supplier<String> {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS").withZone(ZoneOffset.UTC);

    private final SecureRandom random = new SecureRandom();
    private final InstantSource clock;

    TimeIds(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public String get() {
        var bytes = new byte[3];
        random.nextBytes(bytes);
        return TIME.format(clock.instant()) + "-" + HexFormat.of().formatHex(bytes);
    }
}
