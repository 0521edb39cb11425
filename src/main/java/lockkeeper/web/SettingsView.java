package lockkeeper.web;

import lockkeeper.guard.Filter;
import lockkeeper.guard.GuardSettings;
import lockkeeper.guard.NamePattern;
import lockkeeper.incident.IncidentView;
import lockkeeper.setting.DurationText;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// The values a guard goes by, named and written as in the configuration.
///
/// @param mode the one that was set; a kill switch leaves it as it is
record SettingsView(
        String mode,
        int queued,
        String sustained,
        double budget,
        boolean holders,
        String action,
        String terminateAfter,
        String cooldown,
        int maxActions,
        String per,
        FilterView protect,
        FilterView only,
        @Nullable String killSwitch) {
    static SettingsView of(GuardSettings guard) {
        var file = guard.killSwitch();
        return new SettingsView(
                IncidentView.word(guard.mode()),
                guard.queued(),
                DurationText.of(guard.sustained()),
                guard.budget().toMillis() / 1000.0,
                guard.holders(),
                IncidentView.word(guard.action()),
                DurationText.of(guard.terminateAfter()),
                DurationText.of(guard.cooldown()),
                guard.maxActions(),
                DurationText.of(guard.per()),
                FilterView.of(guard.protect()),
                FilterView.of(guard.only()),
                file == null ? null : file.toString());
    }

    /// A list that is null was not given.
    record FilterView(
            @Nullable List<String> users,
            @Nullable List<String> applications,
            @Nullable List<String> databases,
            @Nullable List<String> relations,
            @Nullable List<String> commands) {
        static FilterView of(Filter filter) {
            return new FilterView(
                    texts(filter.users()),
                    texts(filter.applications()),
                    texts(filter.databases()),
                    texts(filter.relations()),
                    texts(filter.commands()));
        }

        private static @Nullable List<String> texts(@Nullable List<NamePattern> patterns) {
            return patterns == null ? null : patterns.stream().map(NamePattern::toString).toList();
        }
    }
}
