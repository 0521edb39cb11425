package lockkeeper.cli;

import lockkeeper.cli.LiveGraph.Session;

/// Where the tree comes from: a server itself, or a daemon that watches it.
interface GraphSource extends AutoCloseable {
    /// The newest wait graph as JSON, as the API has it.
    String read() throws NoGraph;

    /// Cancels what that very session does.
    ///
    /// @return in words, what came of it
    String cancel(String target, Session session);

    /// What somebody should know before they cancel; empty if there is nothing.
    String caveat();

    @Override
    void close();

    /// There is no graph to show, in words for the user.
    final class NoGraph extends Exception {
        private static final long serialVersionUID = 1L;

        NoGraph(String message) {
            super(message);
        }
    }
}
