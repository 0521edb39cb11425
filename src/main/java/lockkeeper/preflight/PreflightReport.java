package lockkeeper.preflight;

import java.time.Instant;
import java.util.List;

/// The answer of a preflight, as it was at one instant of the server's clock.
public record PreflightReport(
        Verdict verdict, Instant at, String database, List<StatementReport> statements) {

    public PreflightReport {
        statements = List.copyOf(statements);
    }

    /// Whether asking again later may answer better.
    public boolean anyoneAhead() {
        return statements.stream()
                .flatMap(statement -> statement.locks().stream())
                .anyMatch(lock -> !lock.ahead().isEmpty());
    }
}
