package lockkeeper.web;

import static lockkeeper.graph.Scene.USERS;
import static lockkeeper.lock.LockMode.ACCESS_EXCLUSIVE;
import static lockkeeper.lock.LockMode.ACCESS_SHARE;
import static lockkeeper.lock.LockMode.EXCLUSIVE;

import lockkeeper.graph.Scene;
import lockkeeper.lock.LockSnapshot;
import lockkeeper.lock.LockTarget;

import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// A server with a thousand waiters in turn behind DDL and for one row, a new sample ten times a
/// second. Started by [SmallHeapIT] in a process of its own; ends with its standard input.
final class CrowdedServer {
    private CrowdedServer() {}

    public static void main(String[] args) throws Exception {
        try (var stage = new Stage().start();
                var loop = Executors.newSingleThreadScheduledExecutor()) {
            stage.sees(behindDdl());
            System.out.println(stage.port());
            var period = Duration.ofMillis(200).toMillis();
            var samples =
                    loop.scheduleAtFixedRate(
                            () -> {
                                stage.sees(behindDdl());
                                stage.sees(hotRow());
                            },
                            period,
                            period,
                            TimeUnit.MILLISECONDS);
            System.in.transferTo(OutputStream.nullOutputStream());
            samples.cancel(true);
        }
    }

    private static LockSnapshot behindDdl() {
        var scene =
                new Scene()
                        .held(1, ACCESS_SHARE, USERS)
                        .awaited(2, ACCESS_EXCLUSIVE, USERS)
                        .crowd(100, 1000, ACCESS_SHARE, USERS);
        for (var pid = 100; pid < 300; pid++)
            scene.query(pid, "SELECT * FROM users WHERE name = '" + "x".repeat(1000) + "'");
        return scene.snapshot();
    }

    private static LockSnapshot hotRow() {
        var row = LockTarget.tuple(5, 1001, 3, 7);
        return new Scene().held(1, EXCLUSIVE, row).crowd(100, 1000, EXCLUSIVE, row).snapshot();
    }
}
