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

    /// The sessions in all that are kept: some hundred bytes each, and their texts.
    private static final int SESSIONS = 10_000;

    private final Notifier everyone;
    private final Notifier people;
    private final Archive archive;
    private final Executor disk;
    private final LinkedHashMap<String, Incident> kept = new LinkedHashMap<>();
    private int sessions;

    Bulletin(Notifier everyone, Notifier people, Archive archive, Executor disk) {
        this.everyone = everyone;
        this.people = people;
        this.archive = archive;
        this.disk = disk;
    }

    /// For readers.
    Incident keep(Incident incident) {
        count(kept.put(incident.id(), incident), -1);
        count(incident, 1);
        while (kept.size() > 1 && (kept.size() > KEPT || sessions > SESSIONS))
            count(kept.pollFirstEntry().getValue(), -1);
        return incident;
    }

    private void count(@Nullable Incident incident, int sign) {
        if (incident != null) sessions += sign * incident.worst().backends().size();
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
