package lockkeeper.config;

import lockkeeper.guard.GuardSettings;
import lockkeeper.incident.IncidentSettings;
import lockkeeper.journal.JournalSettings;
import lockkeeper.notify.AlertSettings;
import lockkeeper.pg.TargetSettings;
import lockkeeper.watch.SamplingSettings;
import lockkeeper.web.HttpSettings;

import java.util.List;

/// Everything that can be set, complete and valid.
public record Configuration(
        HttpSettings http,
        List<Target> targets,
        SamplingSettings sampling,
        IncidentSettings incidents,
        AlertSettings alerts,
        JournalSettings journal,
        LogFormat logFormat) {
    public Configuration {
        targets = List.copyOf(targets);
    }

    /// One server.
    ///
    /// @param guard the values in force there: its own and, for the rest, the general ones
    public record Target(TargetSettings connection, GuardSettings guard) {}
}
