package lockkeeper.cli;

import lockkeeper.cli.GraphSource.NoGraph;
import lockkeeper.cli.LiveGraph.Session;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// The live tree on a terminal, until somebody quits it.
final class TreeWatch {
    static final Duration PERIOD = Duration.ofMillis(500);

    private static final String KEYS = "q: quit   p: pause   c: cancel";
    private static final int ESCAPE = 27;

    private final GraphSource source;
    private final Display display;
    private final InstantSource clock;
    private final List<String> done = new ArrayList<>();
    private @Nullable LiveGraph graph;
    private @Nullable String trouble;
    private @Nullable Proposal proposal;
    private boolean paused;
    private boolean quit;

    TreeWatch(GraphSource source, Display display, InstantSource clock) {
        this.source = source;
        this.display = display;
        this.clock = clock;
    }

    /// @throws NoGraph if there was none to begin with
    void run() throws NoGraph {
        graph = LiveGraph.of(source.read());
        while (!quit) {
            display.show(lines());
            var key = key();
            if (key == Display.NO_KEY) look();
            else press(key);
        }
    }

    /// What was done to sessions, for the time after the display.
    List<String> done() {
        return List.copyOf(done);
    }

    private void look() {
        if (paused) return;
        try {
            graph = LiveGraph.of(source.read());
            trouble = null;
        } catch (NoGraph e) {
            trouble = e.getMessage();
        }
    }

    /// A key that is more than one byte, such as an arrow, is none that we know.
    private int key() {
        var key = display.key(PERIOD);
        if (key != ESCAPE) return key;
        var next = display.key(Duration.ZERO);
        if (next != '[' && next != 'O') return next == Display.NO_KEY ? ESCAPE : next;
        for (next = display.key(Duration.ZERO); next > 0 && next < '@'; )
            next = display.key(Duration.ZERO);
        return ESCAPE;
    }

    private void press(int key) {
        var asked = proposal;
        if (asked != null) answer(asked, key);
        else
            switch (key) {
                case 'q', 'Q', Display.NOBODY_THERE -> quit = true;
                case 'p', 'P' -> {
                    paused = !paused;
                    look();
                }
                case 'c', 'C' -> {
                    if (graph != null) proposal = Proposal.of(graph);
                }
                default -> {}
            }
    }

    private void answer(Proposal asked, int key) {
        if (key >= '0' && key <= '9') {
            proposal = asked.typed((char) key);
            return;
        }
        proposal = null;
        if (key == Display.NOBODY_THERE) quit = true;
        if (key == 'y' || key == 'Y') asked.chosen().forEach(this::cancel);
    }

    private void cancel(Session session) {
        if (graph == null) return;
        done.add(
                "%s  pid %d %s"
                        .formatted(
                                Clock.of(clock.instant()),
                                session.pid(),
                                source.cancel(graph.target(), session)));
        look();
    }

    private List<Line> lines() {
        var screen = display.screen();
        var lines = new ArrayList<Line>();
        var foot = foot(screen);
        if (graph != null) {
            lines.add(head(graph));
            var text = new TreeText(graph, screen);
            lines.addAll(text.sentences());
            lines.add(new Line());
            lines.addAll(text.tree());
        }
        var room = Math.max(1, screen.rows() - foot.size() - 1);
        if (lines.size() > room) {
            var hidden = lines.size() - room + 1;
            lines.subList(room - 1, lines.size()).clear();
            lines.add(Line.of(Ink.FAINT, "… and %d more lines".formatted(hidden)));
        }
        lines.add(new Line());
        lines.addAll(foot);
        return lines;
    }

    private String question(Proposal asked) {
        return asked.chosen().isEmpty() ? asked.question() : asked.question() + source.caveat();
    }

    private Line head(LiveGraph now) {
        var line = Line.of(Ink.BOLD, now.target());
        if (now.serverVersion() != null) line.add(Ink.FAINT, "  PostgreSQL " + now.serverVersion());
        line.add(Ink.FAINT, "  " + Clock.of(now.sampledAt()));
        if (now.inRecovery()) line.add(Ink.FAINT, "  standby");
        line.add(now.waiting() > 0 ? Ink.WAITING : Ink.FAINT, "  waiting: " + now.waiting());
        return paused ? line.add(Ink.CULPRIT, "  paused") : line;
    }

    private List<Line> foot(Screen screen) {
        var foot = new ArrayList<Line>();
        if (trouble != null) foot.add(Line.of(Ink.CULPRIT, trouble));
        if (!done.isEmpty()) foot.add(Line.of(Ink.PLAIN, done.getLast()));
        if (proposal == null) foot.add(Line.of(Ink.FAINT, KEYS));
        else
            for (var part : TextWidth.wrap(question(proposal), screen.columns()))
                foot.add(Line.of(Ink.BOLD, part));
        return foot;
    }
}
