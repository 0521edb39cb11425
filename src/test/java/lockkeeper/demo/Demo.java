package lockkeeper.demo;

import lockkeeper.App;
import lockkeeper.cli.Build;
import lockkeeper.config.Configuration;
import lockkeeper.config.LogFormat;
import lockkeeper.guard.GuardMode;
import lockkeeper.guard.GuardSettings;
import lockkeeper.incident.IncidentSettings;
import lockkeeper.journal.JournalSettings;
import lockkeeper.notify.AlertSettings;
import lockkeeper.pg.TargetSettings;
import lockkeeper.setting.Secret;
import lockkeeper.watch.SamplingSettings;
import lockkeeper.web.CannotListen;
import lockkeeper.web.HttpSettings;
import lockkeeper.web.Listen;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// Starts a real server, twenty clients and the real daemon, and lets careless migrations loose on
/// them. Runs until Ctrl-C, or once with `--once`.
public final class Demo {
    private static final Duration BETWEEN_ROUNDS = Duration.ofSeconds(10);

    private final Arguments arguments;
    private final Narrator narrator = new Narrator();

    private Demo(Arguments arguments) {
        this.arguments = arguments;
    }

    public static void main(String... words) throws Exception {
        try {
            System.exit(new Demo(Arguments.parse(words)).run() ? 0 : 1);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n\n" + Arguments.USAGE);
            System.exit(2);
        } catch (SQLException | CannotListen | IOException e) {
            System.err.println("The demo cannot go on: " + e.getMessage());
            System.exit(1);
        }
    }

    private boolean run() throws Exception {
        System.out.println("Starting PostgreSQL with a table of 200,000 users …");
        try (var stage = stage();
                var app = new App(configuration(stage), Build.current());
                var clients = new Clients(stage)) {
            if (!stage.isEmbedded()) Runtime.getRuntime().addShutdownHook(new Thread(stage::close));
            app.start();
            introduce(stage, app);
            var scenes = new Scenes(stage, clients, app.incidents(), narrator, arguments.guard());
            var fine = round(scenes);
            while (!arguments.once()) {
                System.out.printf("%nThe next round begins in a moment. Ctrl-C ends the demo.%n");
                Thread.sleep(BETWEEN_ROUNDS);
                fine &= round(scenes);
            }
            System.out.println(
                    fine ? "\nAll turned out as it should." : "\nNot all turned out as it should.");
            return fine;
        }
    }

    private Stage stage() throws SQLException {
        var url = arguments.url();
        var user = arguments.user();
        return url == null || user == null ? Stage.embedded() : Stage.on(url, user);
    }

    private void introduce(Stage stage, App app) {
        System.out.printf(
                Locale.ROOT,
                """
                %s
                %d clients read and write. The guard's mode is %s; it acts when 5 sessions are held up for 1 s.

                    See it live: http://127.0.0.1:%d/

                """,
                stage.description(),
                Clients.COUNT,
                arguments.guard().name().toLowerCase(Locale.ROOT),
                app.port());
    }

    private boolean round(Scenes scenes) throws SQLException, InterruptedException {
        var fine = scenes.waitingDdl();
        fine &= scenes.holdingDdl();
        fine &= scenes.stackedDdl();
        fine &= scenes.concurrently();
        return fine;
    }

    private Configuration configuration(Stage stage) throws IOException {
        return new Configuration(
                new HttpSettings(new Listen("127.0.0.1", arguments.port()), null, List.of(), null),
                List.of(
                        new Configuration.Target(
                                new TargetSettings(
                                        "demo",
                                        stage.watchedUrl(),
                                        stage.watchingRole(),
                                        password()),
                                guard(arguments.guard()))),
                SamplingSettings.DEFAULTS,
                IncidentSettings.DEFAULTS,
                AlertSettings.DEFAULTS,
                new JournalSettings(journal()),
                LogFormat.TEXT);
    }

    private static @Nullable Secret password() {
        var password = System.getenv("PGPASSWORD");
        return password == null || password.isEmpty() ? null : new Secret(password);
    }

    private static Path journal() throws IOException {
        return Files.createTempDirectory("lockkeeper-demo-journal");
    }

    /// The scenes come one soon after the other, so there is no limit of actions and no cool-down.
    private static GuardSettings guard(GuardMode mode) {
        var usual = GuardSettings.DEFAULTS;
        return new GuardSettings(
                mode,
                5,
                Duration.ofSeconds(1),
                usual.budget(),
                usual.holders(),
                usual.action(),
                usual.terminateAfter(),
                usual.cooldown(),
                1000,
                usual.per(),
                usual.protect(),
                usual.only(),
                null);
    }
}
