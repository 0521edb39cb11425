import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

import java.util.Map;

/// Flyway as a program, run from its source: `FlywayTool URL USER FOLDER`.
public final class FlywayTool {
    private FlywayTool() {}

    public static void main(String... arguments) {
        try {
            Flyway.configure()
                    .dataSource(arguments[0], arguments[1], null)
                    .locations("filesystem:" + arguments[2])
                    .baselineOnMigrate(true)
                    .baselineVersion("0")
                    .configuration(Map.of("flyway.postgresql.transactional.lock", "false"))
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            System.err.println("flyway: " + e.getMessage());
            System.exit(1);
        }
    }
}
