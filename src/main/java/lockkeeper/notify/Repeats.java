package lockkeeper.notify;

import lockkeeper.incident.News;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;

/// Remembers what was told, so that nothing is told twice.
final class Repeats {
    private static final int LIMIT = 5000;

    private final LinkedHashSet<String> told = new LinkedHashSet<>();

    /// Whether a trouble goes on, by server and key.
    private final Map<String, Boolean> troubles = new HashMap<>();

    boolean isNew(News news) {
        return switch (news) {
            case News.Opened(var incident) -> add("opened " + incident.id());
            case News.Ended(var incident) -> {
                // it may begin once more, under the same id
                told.remove("opened " + incident.id());
                yield add("ended " + incident.id() + " " + incident.endedAt());
            }
            case News.Acted(var incident, var action) ->
                    add(
                            "acted "
                                    + incident.id()
                                    + " "
                                    + action.id()
                                    + " "
                                    + action.reason()
                                    + " "
                                    + action.outcome());
            case News.Grew _ -> true;
            case News.Trouble(var target, var key, _, var over) -> changes(target, key, !over);
        };
    }

    private boolean add(String key) {
        if (!told.add(key)) return false;
        if (told.size() > LIMIT) told.removeFirst();
        return true;
    }

    private boolean changes(String target, String key, boolean goesOn) {
        var before = troubles.put(target + " " + key, goesOn);
        return goesOn != (before != null && before);
    }
}
