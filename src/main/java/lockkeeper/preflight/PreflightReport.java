package lockkeeper.preflight;

import java.time.Instant;
import java.util.List;

/// The answer of a preflight, as it was at one instant of the server's clock.
public record PreflightReport(
        Verdict verdict, Instant at, String database, List<StatementReport> statements) {

    public PreflightReport {
        statements = List.copyOf(statements);
    }
}
