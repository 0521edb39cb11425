package lockkeeper.incident;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Executor;

/// Keeps the newest incidents for readers, hands them to the archive, and tells whoever is to hear
/// of them. Used under the lock of [IncidentLog].
final class Bulletin {
    private static final Logger log = LoggerFactory.getLogger(Bulletin.class);
    private static final int KEPT = 500;

    private final Notifier everyone;
    private final Notifier people;
    private final Archive archive;
    private final Executor disk;
    private final LinkedHashMap<String, Incident> kept = new LinkedHashMap<>();

    Bulletin(Notifier everyone, Notifier people, Archive archive, Executor disk) {
        this.everyone = everyone;
        this.people = people;
        this.archive = archive;
        this.disk = disk;
    }

    /// For readers.
    Incident keep(Incident incident) {
        kept.put(incident.id(), incident);
        if (kept.size() > KEPT) kept.pollFirstEntry();
        return incident;
    }

    /// For readers, and over a restart.
    Incident save(Incident incident) {
        disk.execute(
                () -> {
                    try {
                        archive.save(incident);
                    } catch (IOException e) {
                        log.error("incident={} not kept: {}", incident.id(), e.getMessage());
                    }
                });
        return keep(incident);
    }

    /// @param alsoPeople whether it has crossed the threshold for them
    void tell(News news, boolean alsoPeople) {
        everyone.tell(news);
        if (alsoPeople) people.tell(news);
    }

    void tellPeople(News news) {
        people.tell(news);
    }

    List<Incident> recent(@Nullable String target, int limit) {
        return kept.sequencedValues().reversed().stream()
                .filter(incident -> target == null || incident.target().equals(target))
                .limit(limit)
                .toList();
    }

    @Nullable Incident find(String id) {
        return kept.get(id);
    }
}
