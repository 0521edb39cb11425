package lockkeeper.watch;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.InstantSource;

/// The newest picture of one server, for readers at their own pace: `/metrics`, the API, the page.
/// They never ask the database, and the poll loop never waits for them.
public final class Newest implements Observer {
    /// @param observation the last that succeeded; null before the first
    /// @param receivedAt by our own clock; null before the first
    /// @param failure why we are blind now; null while the last look succeeded
    /// @param blindSince by our own clock; null while the last look succeeded
    public record Picture(
            @Nullable Observation observation,
            @Nullable Instant receivedAt,
            @Nullable SnapshotFailed failure,
            @Nullable Instant blindSince) {}

    private final String target;
    private final InstantSource clock;

    /// Written by the poll loop alone.
    private volatile Picture picture = new Picture(null, null, null, null);

    public Newest(String target, InstantSource clock) {
        this.target = target;
        this.clock = clock;
    }

    public String target() {
        return target;
    }

    public Picture picture() {
        return picture;
    }

    @Override
    public void onObservation(Observation observation) {
        picture = new Picture(observation, clock.instant(), null, null);
    }

    @Override
    public void onMissed(String name, SnapshotFailed failure) {
        var old = picture;
        var since = old.blindSince() == null ? clock.instant() : old.blindSince();
        picture = new Picture(old.observation(), old.receivedAt(), failure, since);
    }
}
