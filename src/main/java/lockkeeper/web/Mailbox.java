package lockkeeper.web;

import lockkeeper.incident.News;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// What one reader of the live feed has not been told yet. Of graphs only that there is a newer
/// one, of deploys that they changed; of incidents a few, the oldest of which go first. So it never
/// grows, however slow its reader is.
final class Mailbox {
    private static final int MOST_NEWS = 64;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition something = lock.newCondition();
    private final ArrayDeque<News> news = new ArrayDeque<>();
    private final @Nullable String only;
    private boolean graphs;
    private boolean deploys;
    private boolean closed;

    /// @param only the server whose graphs are wanted, null for none
    Mailbox(@Nullable String only) {
        this.only = only;
    }

    /// What has come since the last time.
    ///
    /// @param graph whether there is a newer graph
    /// @param deploys whether deploy windows are others than before
    record Post(boolean graph, boolean deploys, List<News> news) {}

    void changed(String target) {
        if (!target.equals(only)) return;
        lock.lock();
        try {
            graphs = true;
            something.signal();
        } finally {
            lock.unlock();
        }
    }

    void deploysChanged() {
        lock.lock();
        try {
            deploys = true;
            something.signal();
        } finally {
            lock.unlock();
        }
    }

    void add(News item) {
        lock.lock();
        try {
            if (news.size() == MOST_NEWS) news.removeFirst();
            news.addLast(item);
            something.signal();
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            something.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Waits until there is something, or for so long. Null if the feed has ended.
    @Nullable Post take(Duration patience) throws InterruptedException {
        lock.lock();
        try {
            var left = patience.toNanos();
            while (!graphs && !deploys && news.isEmpty() && !closed && left > 0)
                left = something.awaitNanos(left);
            if (closed) return null;
            var post = new Post(graphs, deploys, new ArrayList<>(news));
            graphs = false;
            deploys = false;
            news.clear();
            return post;
        } finally {
            lock.unlock();
        }
    }
}
