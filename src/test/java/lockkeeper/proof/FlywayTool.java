package lockkeeper.proof;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// `flyway migrate`, with its settings from environment variables, as its own command takes them.
public final class FlywayTool {
    private FlywayTool() {}

    public static void main(String... arguments) {
        try {
            var flyway = Flyway.configure().envVars();
            if (System.getenv("MIGRATIONS").equals("dangerous"))
                flyway.javaMigrations(new AddPhone());
            flyway.load().migrate();
        } catch (FlywayException e) {
            System.err.println("flyway: " + e.getMessage());
            System.exit(1);
        }
    }

    /// Idles in its transaction while the file LINGER is there.
    private static final class AddPhone implements JavaMigration {
        @Override
        public MigrationVersion getVersion() {
            return MigrationVersion.fromVersion("2");
        }

        @Override
        public String getDescription() {
            return "add phone";
        }

        @Override
        public Integer getChecksum() {
            return 1;
        }

        @Override
        public boolean canExecuteInTransaction() {
            return true;
        }

        @Override
        public void migrate(Context context) throws Exception {
            try (var statement = context.getConnection().createStatement()) {
                statement.execute("ALTER TABLE users ADD COLUMN phone text");
            }
            while (Files.exists(Path.of(System.getenv("LINGER")))) TimeUnit.MILLISECONDS.sleep(100);
        }
    }
}
