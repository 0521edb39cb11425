package lockkeeper.pg;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// A real PostgreSQL server for tests and the demo, of any supported major. Superuser `postgres`,
/// no passwords, TCP on one fixed free port.
public final class PostgresServer implements AutoCloseable {
    public static final String SUPERUSER = "postgres";

    private static final ThreadLocal<Map<Integer, PostgresServer>> SHARED =
            ThreadLocal.withInitial(HashMap::new);
    private static final AtomicInteger COUNTER = new AtomicInteger();

    private final int major;
    private final int port;
    private final Map<String, String> settings;
    private final Path folder;
    private final Thread hook = new Thread(this::closeQuietly);
    private @Nullable Process process;

    private PostgresServer(int major, int port, Map<String, String> settings, Path folder) {
        this.major = major;
        this.port = port;
        this.settings = settings;
        this.folder = folder;
    }

    /// The majors that this run covers: those of the system property `lockkeeper.majors`
    /// (`-Dlockkeeper.majors=15,18`), else all that are supported.
    public static List<Integer> majors() {
        var majors = System.getProperty("lockkeeper.majors", "14,15,16,17,18");
        return Arrays.stream(majors.split(",")).map(String::strip).map(Integer::valueOf).toList();
    }

    /// The oldest and the newest of [#majors()], for what takes long and hardly depends on the
    /// major.
    public static List<Integer> oldestAndNewest() {
        var sorted = majors().stream().sorted().toList();
        return Stream.of(sorted.getFirst(), sorted.getLast()).distinct().toList();
    }

    /// A server that the test classes which one thread runs, one after the other, use together,
    /// each in databases of its own. Never stop it.
    public static PostgresServer shared(int major) {
        return SHARED.get().computeIfAbsent(major, m -> new Options(m).start());
    }

    /// A server of one's own, to be closed by whoever starts it.
    public static Options of(int major) {
        return new Options(major);
    }

    /// What a server is started with.
    public static final class Options {
        private final int major;
        private final Map<String, String> settings = new LinkedHashMap<>();
        private int port;

        private Options(int major) {
            this.major = major;
            settings.put("listen_addresses", "127.0.0.1");
            settings.put("unix_socket_directories", "");
            settings.put("dynamic_shared_memory_type", "mmap");
            settings.put("shared_buffers", "16MB");
            settings.put("max_connections", "100");
            settings.put("max_prepared_transactions", "20");
            settings.put("fsync", "off");
            settings.put("full_page_writes", "off");
            settings.put("synchronous_commit", "off");
            settings.put("autovacuum", "off");
            settings.put("log_min_messages", "error");
        }

        /// A line of `postgresql.conf`.
        public Options with(String setting, String value) {
            settings.put(setting, value);
            return this;
        }

        /// A fixed port instead of any free one.
        public Options port(int fixed) {
            port = fixed;
            return this;
        }

        public PostgresServer start() {
            try {
                ServerFolders.removeLeftovers();
                var folder = ServerFolders.newFolder(major);
                PostgresBinaries.of(major).copyDataTo(folder);
                return new PostgresServer(major, port == 0 ? freePort() : port, settings, folder)
                        .started();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private PostgresServer started() {
        Runtime.getRuntime().addShutdownHook(hook);
        start();
        return this;
    }

    /// A standby that follows this server, made of a copy while this one is stopped for a moment.
    public PostgresServer standby() {
        stop();
        try {
            var copy = ServerFolders.newFolder(major);
            PostgresBinaries.copy(folder, copy);
            Files.createFile(copy.resolve("standby.signal"));
            var more = new LinkedHashMap<>(settings);
            more.put(
                    "primary_conninfo",
                    "host=127.0.0.1 user=%s port=%d".formatted(SUPERUSER, port));
            start();
            return new PostgresServer(major, freePort(), more, copy).started();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int major() {
        return major;
    }

    public int port() {
        return port;
    }

    /// The process id of the postmaster.
    public long postmaster() {
        return running().pid();
    }

    /// JDBC URL of a database on this server.
    public String url(String database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database);
    }

    /// JDBC URL of the maintenance database.
    public String url() {
        return url("postgres");
    }

    /// Starts it again, with the same data on the same port.
    public void start() {
        var command =
                binaries()
                        .command("postgres", "-D", folder.toString(), "-p", Integer.toString(port));
        settings.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        try {
            process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                            .start();
            awaitReady();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Fast shutdown: ends every session and waits.
    public void stop() {
        signal("INT", Stream.of(running().toHandle()));
        awaitEnd();
    }

    /// As a crash of the machine: every process at once, without a goodbye.
    public void kill() {
        signal("KILL", processes());
        awaitEnd();
    }

    /// Freezes every process of the server; its sockets stay open and silent.
    public void suspend() {
        signal("STOP", Stream.of(running().toHandle()));
        signal("STOP", processes());
    }

    /// Ends [#suspend()].
    public void resume() {
        signal("CONT", processes());
    }

    @Override
    public void close() {
        closeQuietly();
        Runtime.getRuntime().removeShutdownHook(hook);
    }

    /// A session of the superuser in the maintenance database.
    public Session session() {
        return session("postgres");
    }

    /// A session of the superuser.
    public Session session(String database) {
        return session(database, SUPERUSER);
    }

    public Session session(String database, String user, String... properties) {
        return Session.open(this, database, user, properties);
    }

    /// A bare connection of the superuser, with driver properties in pairs.
    public Connection connect(String database, String... properties) throws SQLException {
        return connectAs(SUPERUSER, database, properties);
    }

    Connection connectAs(String user, String database, String... properties) throws SQLException {
        var all = new Properties();
        all.setProperty("user", user);
        for (var i = 0; i < properties.length; i += 2)
            all.setProperty(properties[i], properties[i + 1]);
        return DriverManager.getConnection(url(database), all);
    }

    /// Executes statements as superuser in the maintenance database.
    public void execute(String sql) {
        executeIn("postgres", sql);
    }

    /// Executes statements as superuser.
    public void executeIn(String database, String sql) {
        try (var connection = connect(database);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage() + " in: " + sql, e);
        }
    }

    /// The first column of the first row as text, null if there is none.
    public @Nullable String query(String sql) {
        try (var connection = connect("postgres");
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getString(1) : null;
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage() + " in: " + sql, e);
        }
    }

    /// Makes a new, empty database and returns its name.
    public String newDatabase() {
        return newDatabase("");
    }

    /// Makes a new, empty database with options of CREATE DATABASE and returns its name.
    public String newDatabase(String options) {
        var name = "db" + COUNTER.incrementAndGet();
        execute("CREATE DATABASE " + name + " " + options);
        return name;
    }

    /// Makes a new role that may log in, with further clauses of CREATE ROLE, and returns its name.
    public String newRole(String clauses) {
        var name = "role" + COUNTER.incrementAndGet();
        execute("CREATE ROLE " + name + " LOGIN " + clauses);
        return name;
    }

    /// Where the server writes its messages.
    public Path log() {
        return folder.resolveSibling(folder.getFileName() + ".log");
    }

    private void awaitReady() throws IOException {
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            try (var _ = connect("postgres")) {
                return;
            } catch (SQLException e) {
                if (!running().isAlive() || System.nanoTime() > deadline)
                    throw new IOException("no start: " + Files.readString(log()), e);
            }
            pause();
        }
    }

    private static void pause() throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(20);
        } catch (InterruptedException e) {
            throw new IOException("interrupted while the server starts", e);
        }
    }

    private void awaitEnd() {
        try {
            for (var handle : processes().toList()) handle.onExit().join();
            running().waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while the server stops", e);
        }
    }

    private Stream<ProcessHandle> processes() {
        return Stream.concat(Stream.of(running().toHandle()), running().descendants());
    }

    static void signal(String name, Stream<ProcessHandle> processes) {
        var command = new ArrayList<>(List.of("kill", "-" + name));
        processes.filter(ProcessHandle::isAlive).forEach(p -> command.add(Long.toString(p.pid())));
        if (command.size() == 2) return;
        try {
            new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("kill -" + name, e);
        }
    }

    private void closeQuietly() {
        try {
            if (process != null && process.isAlive()) kill();
            ServerFolders.delete(folder);
            Files.deleteIfExists(log());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private PostgresBinaries binaries() {
        try {
            return PostgresBinaries.of(major);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process running() {
        var current = process;
        if (current == null) throw new IllegalStateException("not started");
        return current;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
