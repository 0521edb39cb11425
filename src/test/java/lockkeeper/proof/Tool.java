package lockkeeper.proof;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A migration tool, as a program of its own: `Tool URL USER RUNS STATEMENT…`. It reads PGAPPNAME
/// and PGOPTIONS as libpq does, adds a line to the file RUNS, and knows besides SQL `:transaction`,
/// which begins one, `:commit`, `:idle`, which waits for its session's end, and `:extended`, so
/// that statements are prepared first, as most Java programs have it.
public final class Tool {
    private Tool() {}

    public static void main(String... arguments) throws IOException, InterruptedException {
        note(Path.of(arguments[2]));
        try (var connection = connect(arguments)) {
            for (var step : steps(arguments)) take(step, connection);
        } catch (SQLException e) {
            System.err.println("tool: " + e.getMessage());
            System.exit(1);
        }
    }

    /// The program as a command.
    static List<String> command(String url, String user, Path runs, String... steps) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(Tool.class.getName(), url, user, runs.toString()));
        command.addAll(List.of(steps));
        return command;
    }

    private static void note(Path runs) throws IOException {
        Files.writeString(
                runs,
                "run\n",
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    private static List<String> steps(String... arguments) {
        return Arrays.asList(arguments).subList(3, arguments.length);
    }

    private static Connection connect(String... arguments) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", arguments[1]);
        var mode = steps(arguments).contains(":extended") ? "extended" : "simple";
        properties.setProperty("preferQueryMode", mode);
        take("PGAPPNAME", "ApplicationName", properties);
        take("PGOPTIONS", "options", properties);
        return DriverManager.getConnection(arguments[0], properties);
    }

    private static void take(String variable, String property, Properties into) {
        var value = System.getenv(variable);
        if (value != null) into.setProperty(property, value);
    }

    private static void take(String step, Connection connection)
            throws SQLException, InterruptedException {
        switch (step) {
            case ":extended" -> {}
            case ":transaction" -> connection.setAutoCommit(false);
            case ":commit" -> connection.commit();
            case ":idle" -> idle(connection);
            default -> execute(step, connection);
        }
    }

    private static void idle(Connection connection) throws SQLException, InterruptedException {
        var never = new CountDownLatch(1);
        while (!never.await(500, TimeUnit.MILLISECONDS)) execute("SELECT 1", connection);
    }

    private static void execute(String sql, Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
