package lockkeeper.config;

import lockkeeper.config.Configuration.Target;
import lockkeeper.guard.GuardMode;
import lockkeeper.guard.GuardSettings;
import lockkeeper.incident.IncidentSettings;
import lockkeeper.journal.JournalSettings;
import lockkeeper.notify.AlertSettings;
import lockkeeper.pg.TargetSettings;
import lockkeeper.setting.InvalidSettings;
import lockkeeper.setting.Secret;
import lockkeeper.watch.SamplingSettings;
import lockkeeper.web.HttpSettings;
import lockkeeper.web.Listen;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/// A configuration without a file: one target from the flags, secrets from the environment, and the
/// defaults.
final class FlagTarget {
    private static final String NAME = "main";

    private final Flags flags;
    private final Map<String, String> environment;

    FlagTarget(Flags flags, Map<String, String> environment) {
        this.flags = flags;
        this.environment = environment;
    }

    /// @param problems found so far; more are added
    Configuration configuration(
            @Nullable Listen listen, @Nullable GuardMode mode, List<Problem> problems)
            throws InvalidConfiguration {
        var http = http(listen, problems);
        var target = target(problems);
        ConfigurationReader.throwIfAny(problems);
        return new Configuration(
                http,
                List.of(new Target(target, guard(mode))),
                SamplingSettings.DEFAULTS,
                IncidentSettings.DEFAULTS,
                AlertSettings.DEFAULTS,
                JournalSettings.DEFAULTS,
                LogFormat.TEXT);
    }

    private HttpSettings http(@Nullable Listen listen, List<Problem> problems) {
        var base = HttpSettings.DEFAULTS;
        var token = secret("LOCKKEEPER_TOKEN");
        try {
            return new HttpSettings(
                    listen == null ? base.listen() : listen, token, base.hosts(), base.publicUrl());
        } catch (InvalidSettings e) {
            for (var complaint : e.complaints())
                problems.add(Problem.of("LOCKKEEPER_TOKEN", complaint.message()));
            return base;
        }
    }

    private TargetSettings target(List<Problem> problems) {
        var url = flags.url();
        var user = flags.user() == null ? environment.get("PGUSER") : flags.user();
        if (url == null) problems.add(Problem.of("--config FILE or --url URL", "is missing"));
        if (url != null && user == null) problems.add(Problem.of("--user", "is missing"));
        var standIn = new TargetSettings(NAME, "jdbc:postgresql://localhost/", NAME, null);
        try {
            return new TargetSettings(
                    NAME,
                    url == null ? standIn.url() : url,
                    user == null ? standIn.user() : user,
                    secret("PGPASSWORD"));
        } catch (InvalidSettings e) {
            for (var complaint : e.complaints())
                problems.add(
                        Problem.of(complaint.key().replace("target.", "--"), complaint.message()));
            return standIn;
        }
    }

    private @Nullable Secret secret(String variable) {
        var value = environment.getOrDefault(variable, "");
        return value.isEmpty() ? null : new Secret(value);
    }

    private static GuardSettings guard(@Nullable GuardMode mode) {
        var base = GuardSettings.DEFAULTS;
        return mode == null ? base : base.in(mode);
    }
}
