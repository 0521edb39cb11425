package lockkeeper.config;

import lockkeeper.guard.GuardMode;
import lockkeeper.guard.GuardSettings;
import lockkeeper.incident.IncidentSettings;
import lockkeeper.incident.IncidentSettings.Threshold;
import lockkeeper.journal.JournalSettings;
import lockkeeper.watch.QueryText;
import lockkeeper.watch.SamplingSettings;
import lockkeeper.web.Listen;

import org.jspecify.annotations.Nullable;

/// Reads a whole file.
final class RootSection {
    private final Section root;

    RootSection(Section root) {
        this.root = root;
    }

    /// @param listen overrides the file; null: it does not
    /// @param mode overrides the file; null: it does not
    Configuration read(@Nullable Listen listen, @Nullable GuardMode mode) {
        var http = new HttpSection(root.section("http")).read(listen);
        var guard = new GuardSection(root.section("guard")).over(GuardSettings.DEFAULTS);
        var targets = new TargetSections(root).read(guard, mode);
        var sampling = sampling(root.section("sampling"));
        var incidents = incidents(root.section("incidents"));
        var alerts = new AlertSection(root.section("alerts")).read();
        var journal = journal(root.section("journal"));
        var log = root.section("log");
        var format = log.get("format", Kind.choice(LogFormat.class), LogFormat.TEXT);
        log.end();
        root.end();
        return new Configuration(http, targets, sampling, incidents, alerts, journal, format);
    }

    private static SamplingSettings sampling(Section section) {
        var base = SamplingSettings.DEFAULTS;
        var interval = section.get("interval", Kind.DURATION, base.interval());
        var contended = section.get("contended_interval", Kind.DURATION, base.contendedInterval());
        var timeout = section.get("statement_timeout", Kind.DURATION, base.statementTimeout());
        var text = section.get("query_text", Kind.choice(QueryText.class), base.queryText());
        section.end();
        return section.build(() -> new SamplingSettings(interval, contended, timeout, text))
                .orElse(base);
    }

    private static IncidentSettings incidents(Section section) {
        var base = IncidentSettings.DEFAULTS;
        var alert = threshold(section.section("alert"), base.alert());
        var contention = threshold(section.section("contention"), base.contention());
        section.end();
        return section.build(() -> new IncidentSettings(alert, contention)).orElse(base);
    }

    private static Threshold threshold(Section section, Threshold base) {
        var queued = section.get("queued", Kind.WHOLE, base.queued());
        var sustained = section.get("sustained", Kind.DURATION, base.sustained());
        section.end();
        return new Threshold(queued, sustained);
    }

    private static JournalSettings journal(Section section) {
        var path = section.get("path", Kind.PATH, JournalSettings.DEFAULTS.path());
        section.end();
        return section.build(() -> new JournalSettings(path)).orElse(JournalSettings.DEFAULTS);
    }
}
