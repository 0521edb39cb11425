package lockkeeper.pg;

import static org.awaitility.Awaitility.await;

import lockkeeper.watch.SamplingSettings;
import lockkeeper.watch.SnapshotFailed;

import java.time.Duration;

/// Opens targets on servers of tests.
public final class Targets {
    private Targets() {}

    public static TargetSettings of(PostgresServer server, String user) {
        return new TargetSettings("main", server.url(), user, null);
    }

    /// As superuser, connected.
    public static PgTarget open(PostgresServer server) {
        return open(server, PostgresServer.SUPERUSER);
    }

    /// As some role, connected.
    public static PgTarget open(PostgresServer server, String user) {
        var target = PgTarget.open(of(server, user), SamplingSettings.DEFAULTS);
        awaitConnected(target);
        return target;
    }

    public static void awaitConnected(PgTarget target) {
        await("connected to the server")
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> canLook(target));
    }

    static boolean canLook(PgTarget target) {
        try {
            target.source().glance();
            return true;
        } catch (SnapshotFailed e) {
            return false;
        }
    }
}
