package lockkeeper.pg;

import lockkeeper.watch.CatalogFacts;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Looks once into the catalogs of all databases of a server. Bounded in time: of very many
/// databases only the busiest are read.
public final class CatalogCheckup {
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final TargetSettings target;

    public CatalogCheckup(TargetSettings target) {
        this.target = target;
    }

    /// @param unread the databases that let us not in, or not in time
    public record Result(List<CatalogFacts> facts, List<String> unread) {
        public Result {
            facts = List.copyOf(facts);
            unread = List.copyOf(unread);
        }
    }

    public Result examine() throws LoginFailed {
        var end = System.nanoTime() + LONGEST.toNanos();
        var tour = new CatalogTour(target, _ -> {});
        var facts = new ArrayList<CatalogFacts>();
        var unread = new ArrayList<String>();
        try {
            for (var database : tour.databases()) {
                try {
                    if (System.nanoTime() < end) facts.add(tour.read(database));
                    else unread.add(database.name());
                } catch (SQLException e) {
                    unread.add(database.name());
                }
            }
        } catch (SQLException e) {
            throw new LoginFailed(e);
        }
        return new Result(facts, unread);
    }
}
