package lockkeeper.web;

import lockkeeper.watch.CatalogFacts;
import lockkeeper.watch.Leftover;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Something that an ended CONCURRENTLY command has left behind, as the API shows it.
///
/// @param kind `index`, `reindex` or `partition`
/// @param cleanUp the statement that clears it away
record LeftoverView(
        String database, String kind, String schema, String name, String table, String cleanUp) {
    private static final int MOST = 100;

    static List<LeftoverView> of(List<CatalogFacts> databases) {
        var views = new ArrayList<LeftoverView>();
        for (var facts : databases)
            for (var leftover : facts.leftovers())
                if (views.size() < MOST) views.add(of(facts.database(), leftover));
        return views;
    }

    private static LeftoverView of(String database, Leftover leftover) {
        return new LeftoverView(
                database,
                leftover.kind().name().toLowerCase(Locale.ROOT),
                leftover.schema(),
                leftover.name(),
                leftover.table(),
                leftover.cleanUp());
    }
}
