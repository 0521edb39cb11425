package lockkeeper.cli;

import lockkeeper.cli.GraphSource.NoGraph;
import lockkeeper.exec.Cover;
import lockkeeper.exec.Glimpses;
import lockkeeper.exec.NotArmed;
import lockkeeper.exec.OwnWaits;
import lockkeeper.exec.Progress;
import lockkeeper.exec.Proof;
import lockkeeper.exec.Stopped;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/// The guard of a running daemon, in a deploy window that is open for the length of the command.
public final class DaemonCover implements Cover, AutoCloseable {
    /// How often the daemon is asked what it sees.
    public static final Duration LOOK = DaemonLooks.PERIOD;

    private final Progress progress;
    private final boolean awaitsTimeouts;
    private final Glimpses glimpses;
    private final DaemonWindow window;
    private final DaemonLooks looks;
    private final DaemonActions actions;

    /// @param target which of the daemon's servers; null if it has only one
    /// @param name of the deploy window
    /// @param only the sessions that it covers, as `guard.only`
    /// @param lockTimeout the `lock_timeout` of the command's sessions; null: none
    public DaemonCover(
            DaemonClient client,
            @Nullable String target,
            String name,
            Map<String, List<String>> only,
            Progress progress,
            @Nullable Duration lockTimeout) {
        this.progress = progress;
        awaitsTimeouts = lockTimeout != null;
        glimpses = new Glimpses(lockTimeout);
        window = new DaemonWindow(client, target, name, only, progress);
        looks = new DaemonLooks(client, glimpses, new OwnWaits(progress));
        actions = new DaemonActions(window, looks::covers);
    }

    @Override
    public void arm(BooleanSupplier unwanted) throws NotArmed, InterruptedException {
        try {
            var target = window.open(unwanted);
            looks.begin(target);
            progress.say("the daemon guards what connects to %s from now on.".formatted(target));
        } catch (DaemonFailed | NoGraph e) {
            throw new NotArmed(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void begin() {
        glimpses.forget();
        try {
            actions.forget();
        } catch (DaemonFailed e) {
            progress.say(e.getMessage());
        }
    }

    @Override
    public List<Stopped> stopped() throws InterruptedException {
        try {
            var stopped = new ArrayList<Stopped>();
            for (var one : actions.sent()) stopped.add(stopped(one));
            if (!stopped.isEmpty() || !awaitsTimeouts) return stopped;
        } catch (DaemonFailed e) {
            progress.say("why the command was stopped is not known: " + e.getMessage());
            return List.of();
        }
        looks.awaitNext();
        return Stopped.byTimeout(glimpses.timedOut());
    }

    private Stopped stopped(DaemonActions.Acted acted) {
        var session = acted.session();
        var seen = looks.inTheWay(session, acted.xactStart());
        return new Stopped(
                Stopped.Cause.GUARD,
                session.pid(),
                acted.command(),
                seen == null ? Proof.NONE : seen.proof(),
                seen == null ? List.of() : seen.obstacles());
    }

    @Override
    public @Nullable String standsDown() {
        return window.standsDown();
    }

    @Override
    public void close() {
        looks.close();
        window.close();
    }
}
