package lockkeeper.pg;

import lockkeeper.watch.ServerFacts;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;

/// What we know of the server by now: read with each new connection, and again from time to time,
/// since rights are granted and settings changed while we run.
final class KnownFacts {
    private volatile @Nullable Facts facts;

    void read(ServerSession session) throws SQLException {
        facts = Facts.read(session);
    }

    /// For who has a connection, and so has read them.
    Facts get() {
        var current = facts;
        if (current == null) throw new IllegalStateException("asked before the first connection");
        return current;
    }

    @Nullable ServerFacts ofServer() {
        var current = facts;
        return current == null ? null : current.server();
    }
}
