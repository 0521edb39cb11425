package lockkeeper.web;

import lockkeeper.incident.News;
import lockkeeper.incident.Notifier;
import lockkeeper.watch.Observation;
import lockkeeper.watch.Observer;
import lockkeeper.watch.SnapshotFailed;

import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Hands what happens to everybody who looks at a page now, and remembers the last minutes for
/// those who come later. It never waits for anybody: each reader has a [Mailbox] and its own pace.
public final class LiveFeed implements Observer, Notifier, AutoCloseable {
    private final InstantSource clock;
    private final Map<String, History> histories = new ConcurrentHashMap<>();
    private final Set<Mailbox> readers = ConcurrentHashMap.newKeySet();

    public LiveFeed(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public void onObservation(Observation observation) {
        historyOf(observation.target())
                .add(
                        observation.snapshot().sampledAt(),
                        clock.instant(),
                        observation.graph().waiters().size());
        for (var reader : readers) reader.changed(observation.target());
    }

    @Override
    public void onMissed(String target, SnapshotFailed failure) {
        historyOf(target).missed();
        for (var reader : readers) reader.changed(target);
    }

    @Override
    public void tell(News news) {
        for (var reader : readers) reader.add(news);
    }

    /// Some deploy window is another than before.
    public void deploysChanged() {
        for (var reader : readers) reader.deploysChanged();
    }

    History historyOf(String target) {
        return histories.computeIfAbsent(target, _ -> new History());
    }

    InstantSource clock() {
        return clock;
    }

    int readers() {
        return readers.size();
    }

    void join(Mailbox reader) {
        readers.add(reader);
    }

    void leave(Mailbox reader) {
        readers.remove(reader);
    }

    /// Sends all readers away.
    @Override
    public void close() {
        for (var reader : readers) reader.close();
    }
}
