package lockkeeper.cli;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// The terminal we were started on, taken over to draw in place and to read single keys. Given back
/// as it was at any end but SIGKILL.
final class Terminal implements Display, AutoCloseable {
    private static final String ENTER = "\u001b[?1049h\u001b[?25l";
    private static final String LEAVE = "\u001b[0m\u001b[?25h\u001b[?1049l";
    private static final String HOME = "\u001b[H";
    private static final String CLEAR_LINE = "\u001b[2K";
    private static final String CLEAR_REST = "\u001b[J";
    private static final int USUAL_COLUMNS = 80;
    private static final int USUAL_ROWS = 24;
    private static final int COLUMNS_OF_A_FILE = 200;

    private final PrintWriter out;
    private final Map<String, String> environment;
    private final String before;
    private final BlockingQueue<Integer> keys = new LinkedBlockingQueue<>();
    private final Thread hook = new Thread(this::giveBack, "terminal");
    private boolean given;

    private Terminal(PrintWriter out, Map<String, String> environment, String before) {
        this.out = out;
        this.environment = environment;
        this.before = before;
    }

    /// Null if there is no terminal, or none that can be drawn on.
    static @Nullable Terminal takeOver(PrintWriter out, Map<String, String> environment) {
        if (!isThere() || isDumb(environment)) return null;
        var before = stty("-g");
        if (before == null) return null;
        var terminal = new Terminal(out, environment, before);
        terminal.take();
        return terminal;
    }

    private void take() {
        Runtime.getRuntime().addShutdownHook(hook);
        // keys come one by one and unseen; Ctrl-C still is a signal, Ctrl-Z would leave us drawing
        stty("-icanon", "-echo", "min", "1", "time", "0", "susp", "undef");
        out.print(ENTER);
        out.flush();
        Thread.ofPlatform().daemon().name("keys").start(this::readKeys);
    }

    private void readKeys() {
        try {
            for (var key = System.in.read(); key >= 0; key = System.in.read()) keys.add(key);
        } catch (IOException e) {
            // hung up, which is the same as the end
        }
        keys.add(NOBODY_THERE);
    }

    @Override
    public Screen screen() {
        return screen(environment);
    }

    @Override
    public synchronized void show(List<Line> lines) {
        if (given) return;
        var screen = screen();
        var text =
                lines.stream()
                        .limit(screen.rows())
                        .map(line -> CLEAR_LINE + line.on(screen))
                        .collect(Collectors.joining("\n"));
        out.print(HOME + text + CLEAR_REST);
        out.flush();
    }

    @Override
    public int key(Duration longest) {
        try {
            var key = keys.poll(longest.toMillis(), TimeUnit.MILLISECONDS);
            return key == null ? NO_KEY : key;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return NOBODY_THERE;
        }
    }

    private synchronized void giveBack() {
        if (given) return;
        given = true;
        out.print(LEAVE);
        out.flush();
        stty(before);
    }

    @Override
    public void close() {
        giveBack();
        Runtime.getRuntime().removeShutdownHook(hook);
    }

    /// What can be shown on standard output, be it a terminal or not.
    static Screen screen(Map<String, String> environment) {
        var encoding = System.getProperty("stdout.encoding", StandardCharsets.US_ASCII.name());
        var unicode = Charset.forName(encoding).newEncoder().canEncode('└');
        var wanted = number(environment.getOrDefault("COLUMNS", ""));
        if (!isThere()) return Screen.none(wanted > 0 ? wanted : COLUMNS_OF_A_FILE, unicode);
        var said = stty("size");
        var size = said == null ? "" : said;
        var rows = number(size.replaceFirst(" .*", ""));
        var columns = number(size.replaceFirst(".* ", ""));
        return new Screen(
                columns > 0 ? columns : wanted > 0 ? wanted : USUAL_COLUMNS,
                rows > 0 ? rows : USUAL_ROWS,
                environment.getOrDefault("NO_COLOR", "").isEmpty() && !isDumb(environment),
                unicode);
    }

    private static int number(String text) {
        return text.matches("\\d{1,4}") ? Integer.parseInt(text) : 0;
    }

    /// Whether standard input and output are one; if not, Java 25 has no console.
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isThere() {
        var console = System.console();
        return console != null && console.isTerminal();
    }

    private static boolean isDumb(Map<String, String> environment) {
        return environment.getOrDefault("TERM", "dumb").equals("dumb");
    }

    /// What the program of this name says of our terminal, or null if it cannot tell.
    private static @Nullable String stty(String... arguments) {
        var command = new ArrayList<String>();
        command.add("stty");
        command.addAll(List.of(arguments));
        try {
            var process =
                    new ProcessBuilder(command)
                            .redirectInput(ProcessBuilder.Redirect.INHERIT)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? said.strip() : null;
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
