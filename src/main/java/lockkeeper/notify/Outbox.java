package lockkeeper.notify;

import lockkeeper.guard.Outcome;
import lockkeeper.incident.Incident;
import lockkeeper.incident.News;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// What one receiver still has to be told: bounded, with everything about one incident brought up
/// to date while it waits. When it is full, what matters least goes first.
final class Outbox {
    static final int LIMIT = 200;

    /// @param since when it came up
    record Item(News news, Instant since) {}

    private final List<Item> items = new ArrayList<>();
    private final Repeats repeats = new Repeats();
    private final boolean wantsUpdates;
    private final Runnable onDropped;
    private boolean ended;

    /// @param wantsUpdates whether it is told of each change, as a program that follows it
    Outbox(boolean wantsUpdates, Runnable onDropped) {
        this.wantsUpdates = wantsUpdates;
        this.onDropped = onDropped;
    }

    synchronized void put(News news, Instant now) {
        if (!repeats.isNew(news) || isMerged(news)) return;
        if (!wantsUpdates && isMinor(news)) return;
        items.add(new Item(news, now));
        if (items.size() > LIMIT) drop();
        notifyAll();
    }

    private boolean isMerged(News news) {
        return switch (news) {
            case News.Grew(var incident) -> update(incident);
            case News.Acted(var incident, var action) -> replaceAction(incident, action);
            case News.Ended(var incident) -> {
                items.removeIf(item -> isUpdate(item.news(), incident.id()));
                yield false;
            }
            case News.Opened _, News.Trouble _ -> false;
        };
    }

    /// What people can do without: how many wait now, and that an action helped, after the end has
    /// said so.
    private static boolean isMinor(News news) {
        return switch (news) {
            case News.Grew _ -> true;
            case News.Acted(var incident, var action) ->
                    !incident.isOpen() && action.outcome() == Outcome.RELEASED;
            case News.Opened _, News.Ended _, News.Trouble _ -> false;
        };
    }

    /// The end of an incident says all that its beginning would have.
    private static boolean isUpdate(News news, String id) {
        return switch (news) {
            case News.Opened(var incident) -> incident.id().equals(id);
            case News.Grew(var incident) -> incident.id().equals(id);
            case News.Acted _, News.Ended _, News.Trouble _ -> false;
        };
    }

    private boolean update(Incident incident) {
        for (var i = 0; i < items.size(); i++) {
            var item = items.get(i);
            if (!isUpdate(item.news(), incident.id())) continue;
            var newer =
                    item.news() instanceof News.Opened
                            ? new News.Opened(incident)
                            : new News.Grew(incident);
            items.set(i, new Item(newer, item.since()));
            return true;
        }
        return false;
    }

    private boolean replaceAction(Incident incident, Incident.GuardAction action) {
        for (var i = 0; i < items.size(); i++)
            if (items.get(i).news() instanceof News.Acted(_, var pending)
                    && pending.id().equals(action.id())) {
                items.set(i, new Item(new News.Acted(incident, action), items.get(i).since()));
                return true;
            }
        return false;
    }

    private void drop() {
        items.remove(items.stream().min(Comparator.comparingInt(Outbox::weight)).orElseThrow());
        onDropped.run();
    }

    private static int weight(Item item) {
        return switch (item.news()) {
            case News.Grew _ -> 0;
            case News.Opened _, News.Ended _ -> 1;
            case News.Trouble _ -> 2;
            case News.Acted _ -> 3;
        };
    }

    /// Waits for something to tell and takes it: the oldest, or, where many wait, all of them.
    /// Nothing if nothing is left and nothing will come.
    ///
    /// @param many from how many on they are taken together
    synchronized List<Item> take(int many) throws InterruptedException {
        while (items.isEmpty() && !ended) wait();
        if (items.isEmpty()) return List.of();
        var some = items.subList(0, items.size() >= many ? items.size() : 1);
        var taken = List.copyOf(some);
        some.clear();
        return taken;
    }

    /// Nothing more will come.
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /// Drops what is left.
    synchronized void clear() {
        for (var i = 0; i < items.size(); i++) onDropped.run();
        items.clear();
    }

    synchronized int size() {
        return items.size();
    }
}
