package lockkeeper.pg;

import java.time.Duration;

/// How long we wait for the server: each bound is behind the one before, so that the server gives
/// up first and the connection survives.
///
/// @param statement enforced by the server (`statement_timeout`)
record Timeouts(Duration statement) {
    /// A catalog lock that somebody holds must not use up the whole statement.
    Duration lock() {
        var most = Duration.ofMillis(300);
        var half = statement.dividedBy(2);
        return half.compareTo(most) < 0 ? half : most;
    }

    /// For each read from the socket: the server or the network is silent.
    Duration socket() {
        return statement.plusSeconds(1);
    }

    /// For a call as a whole, when the server answers drop by drop.
    Duration watchdog() {
        return statement.plusSeconds(2);
    }
}
