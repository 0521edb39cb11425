package lockkeeper.cli;

import lockkeeper.cli.LiveGraph.Session;

import org.jspecify.annotations.Nullable;

/// The graphs of a running daemon.
final class DaemonGraphs implements GraphSource {
    private final DaemonClient client;
    private final @Nullable String target;

    /// @param client is closed with this
    /// @param target null if the daemon has only one
    DaemonGraphs(DaemonClient client, @Nullable String target) {
        this.client = client;
        this.target = target;
    }

    @Override
    public String read() throws NoGraph {
        try {
            return client.graph(target);
        } catch (DaemonFailed e) {
            throw new NoGraph(e.getMessage());
        }
    }

    @Override
    public String cancel(String name, Session session) {
        var start = session.backendStart();
        if (start == null) return "nothing was sent: the session cannot be seen";
        try {
            client.cancel(name, session.pid(), start);
            return "was sent a cancel";
        } catch (DaemonFailed e) {
            return e.status() == 0
                    ? "was perhaps cancelled, the answer did not arrive: " + e.detail()
                    : "was not cancelled: %d: %s".formatted(e.status(), e.detail());
        }
    }

    @Override
    public String caveat() {
        return "";
    }

    @Override
    public void close() {
        client.close();
    }
}
