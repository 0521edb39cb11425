package lockkeeper.contention;

import lockkeeper.pg.PgTarget;
import lockkeeper.pg.PostgresServer;
import lockkeeper.pg.TargetSettings;
import lockkeeper.pg.Targets;
import lockkeeper.watch.SamplingSettings;
import lockkeeper.watch.SnapshotFailed;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// A server of one major on which scripts are played, one after the other.
final class Theatre implements AutoCloseable {
    private final PostgresServer server;
    private final String database;
    private final Connection control;
    private final Map<Duration, PgTarget> targets = new HashMap<>();

    Theatre(int major) throws SQLException {
        server = PostgresServer.of(major).start();
        database = server.newDatabase();
        control = server.connect(database, "options", "-c client_min_messages=error");
    }

    Tally play(Script script) throws Disagreement, SQLException, SnapshotFailed {
        var target = targets.computeIfAbsent(script.deadlockTimeout(), this::open);
        try (var performance = new Performance(server, database, target, control, script)) {
            return performance.play();
        }
    }

    /// Our own session has the setting that we believe all sessions to have.
    private PgTarget open(Duration deadlockTimeout) {
        var options = "?options=-c%20deadlock_timeout=" + deadlockTimeout.toMillis();
        var settings =
                new TargetSettings("main", server.url() + options, PostgresServer.SUPERUSER, null);
        var target = PgTarget.open(settings, SamplingSettings.DEFAULTS);
        Targets.awaitConnected(target);
        return target;
    }

    /// The script, if it fails, without the steps that it fails without, as far as a few more
    /// performances show.
    Script minimised(Script failing, int performances) throws SQLException, SnapshotFailed {
        var script = failing;
        var left = performances;
        for (var chunk = script.steps().size() / 2; chunk > 0; chunk /= 2)
            for (var from = 0; from < script.steps().size() && left > 0; left--) {
                var shorter = script.without(from, from + chunk);
                if (fails(shorter)) script = shorter;
                else from += chunk;
            }
        return script;
    }

    private boolean fails(Script script) throws SQLException, SnapshotFailed {
        try {
            play(script);
            return false;
        } catch (Disagreement e) {
            return true;
        }
    }

    @Override
    public void close() {
        targets.values().forEach(PgTarget::close);
        server.close();
    }
}
