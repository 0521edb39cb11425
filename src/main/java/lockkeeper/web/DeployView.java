package lockkeeper.web;

import com.fasterxml.jackson.annotation.JsonInclude;

import lockkeeper.deploy.Deploy;
import lockkeeper.guard.Filter;
import lockkeeper.guard.NamePattern;
import lockkeeper.incident.IncidentView;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/// A deploy window as the API shows it. Renaming a component here changes the public API.
///
/// @param target null for all servers
/// @param state `open` or `closed`
/// @param closedBy `call` or `ttl`; null while it is open
/// @param sessions `all`, or `new` where only those count that connected after the opening
/// @param verdict `clean`, `waited` or `guard acted`; so far, while it is open
/// @param incidents ids of the pile-ups of its time, oldest first
record DeployView(
        String id,
        String name,
        @Nullable String target,
        String state,
        Instant openedAt,
        Instant closesAt,
        @Nullable Instant closedAt,
        @Nullable String closedBy,
        String guard,
        String sessions,
        OnlyView only,
        String verdict,
        List<String> incidents,
        double blockedSessionSeconds,
        @Nullable String suggestion) {
    static List<DeployView> of(List<Deploy> deploys) {
        return deploys.stream().map(DeployView::of).toList();
    }

    static DeployView of(Deploy deploy) {
        var window = deploy.window();
        var closing = deploy.closing();
        var verdict = deploy.verdict();
        return new DeployView(
                window.id(),
                window.name(),
                window.target(),
                deploy.isOpen() ? "open" : "closed",
                window.openedAt(),
                window.closesAt(),
                closing == null ? null : closing.at(),
                closing == null ? null : IncidentView.word(closing.by()),
                IncidentView.word(window.guard()),
                window.newSessions() ? "new" : "all",
                OnlyView.of(window.only()),
                verdict.outcome().toString(),
                verdict.incidents(),
                verdict.blockedSessionSeconds(),
                verdict.suggestion());
    }

    /// The kinds that were given.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record OnlyView(
            @Nullable List<String> users,
            @Nullable List<String> applications,
            @Nullable List<String> databases,
            @Nullable List<String> relations,
            @Nullable List<String> commands) {
        static OnlyView of(Filter only) {
            return new OnlyView(
                    texts(only.users()),
                    texts(only.applications()),
                    texts(only.databases()),
                    texts(only.relations()),
                    texts(only.commands()));
        }

        private static @Nullable List<String> texts(@Nullable List<NamePattern> patterns) {
            return patterns == null ? null : patterns.stream().map(NamePattern::toString).toList();
        }
    }
}
