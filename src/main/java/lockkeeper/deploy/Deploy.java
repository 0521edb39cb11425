package lockkeeper.deploy;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// A deploy window with what happened in it. A new value with each change.
///
/// @param episodes one for each incident of its time, oldest first
/// @param closing null while it is open
public record Deploy(DeployWindow window, List<Episode> episodes, @Nullable Closing closing) {
    public Deploy {
        episodes = List.copyOf(episodes);
    }

    /// How it was closed.
    public enum By {
        CALL,
        TTL
    }

    public record Closing(Instant at, By by) {}

    public String id() {
        return window.id();
    }

    public boolean isOpen() {
        return closing == null;
    }

    /// So far, while it is open.
    public Verdict verdict() {
        return Verdict.of(episodes);
    }

    /// Whether the guard of a server goes by it.
    boolean isOn(String server, Instant now) {
        return isOpen() && window.isOn(server) && now.isBefore(window.closesAt());
    }

    boolean knows(String incident) {
        return episodes.stream().anyMatch(episode -> episode.incident().equals(incident));
    }

    boolean isOverdue(Instant now) {
        return isOpen() && !now.isBefore(window.closesAt());
    }

    Deploy closed(Instant at, By by) {
        return new Deploy(window, episodes, new Closing(at, by));
    }

    /// The same, of which it is known when it was opened by the clock of this server.
    Deploy openedThere(String server, Instant at) {
        return new Deploy(window.openedThere(server, at), episodes, closing);
    }

    Deploy with(Episode episode) {
        var all = new ArrayList<>(episodes);
        for (var i = 0; i < all.size(); i++)
            if (all.get(i).incident().equals(episode.incident())) {
                all.set(i, episode);
                return new Deploy(window, all, closing);
            }
        all.add(episode);
        return new Deploy(window, all, closing);
    }
}
