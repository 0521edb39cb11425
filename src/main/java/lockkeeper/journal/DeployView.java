package lockkeeper.journal;

import lockkeeper.deploy.Deploy;
import lockkeeper.deploy.Deploy.By;
import lockkeeper.deploy.Deploy.Closing;
import lockkeeper.deploy.DeployWindow;
import lockkeeper.deploy.Episode;
import lockkeeper.guard.Filter;
import lockkeeper.guard.GuardMode;
import lockkeeper.guard.NamePattern;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/// A deploy window as it stands in the file.
///
/// @param openedThere null in files of before it was kept
record DeployView(
        String id,
        String name,
        @Nullable String target,
        Instant openedAt,
        Instant closesAt,
        GuardMode guard,
        OnlyView only,
        boolean newSessions,
        @Nullable Map<String, Instant> openedThere,
        List<EpisodeView> episodes,
        @Nullable Instant closedAt,
        @Nullable By closedBy) {
    /// Everything in the file.
    record Kept(int v, List<DeployView> deploys) {}

    static DeployView of(Deploy deploy) {
        var window = deploy.window();
        var closing = deploy.closing();
        return new DeployView(
                window.id(),
                window.name(),
                window.target(),
                window.openedAt(),
                window.closesAt(),
                window.guard(),
                OnlyView.of(window.only()),
                window.newSessions(),
                window.openedThere(),
                deploy.episodes().stream().map(EpisodeView::of).toList(),
                closing == null ? null : closing.at(),
                closing == null ? null : closing.by());
    }

    Deploy deploy() {
        return new Deploy(
                new DeployWindow(
                        id,
                        name,
                        target,
                        openedAt,
                        closesAt,
                        guard,
                        only.filter(),
                        newSessions,
                        openedThere == null ? Map.of() : openedThere),
                episodes.stream().map(EpisodeView::episode).toList(),
                closedAt == null || closedBy == null ? null : new Closing(closedAt, closedBy));
    }

    record EpisodeView(
            String incident,
            double blockedSessionSeconds,
            boolean acted,
            @Nullable String obstacle) {
        static EpisodeView of(Episode e) {
            return new EpisodeView(
                    e.incident(), e.blockedSessionSeconds(), e.acted(), e.obstacle());
        }

        Episode episode() {
            return new Episode(incident, blockedSessionSeconds, acted, obstacle);
        }
    }

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

        Filter filter() {
            return new Filter(
                    patterns(users),
                    patterns(applications),
                    patterns(databases),
                    patterns(relations),
                    patterns(commands));
        }

        private static @Nullable List<String> texts(@Nullable List<NamePattern> patterns) {
            return patterns == null ? null : patterns.stream().map(NamePattern::toString).toList();
        }

        private static @Nullable List<NamePattern> patterns(@Nullable List<String> texts) {
            return texts == null ? null : texts.stream().map(NamePattern::new).toList();
        }
    }
}
