package lockkeeper.cli;

import lockkeeper.cli.GraphSource.NoGraph;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The tree for files and other programs: once, or a new block with every change.
final class TreePrint {
    private final GraphSource source;
    private final PrintWriter out;
    private final Screen screen;
    private final boolean json;

    TreePrint(GraphSource source, PrintWriter out, Screen screen, boolean json) {
        this.source = source;
        this.out = out;
        this.screen = screen;
        this.json = json;
    }

    void once() throws NoGraph {
        var text = source.read();
        print(text, LiveGraph.of(text));
    }

    /// Goes on until nobody reads any more.
    void watch(Duration period) throws NoGraph, InterruptedException {
        var before = List.of();
        while (!out.checkError()) {
            var text = source.read();
            var graph = LiveGraph.of(text);
            var now = whatMatters(graph);
            if (!now.equals(before)) {
                if (!json) out.println(Clock.of(graph.sampledAt()));
                print(text, graph);
                if (!json) out.println();
                before = now;
            }
            Thread.sleep(period);
        }
    }

    /// All but the times, which change always.
    private static List<Object> whatMatters(LiveGraph graph) {
        var matters = new ArrayList<Object>();
        matters.add(graph.blindSince() != null);
        for (var session : graph.sessions()) {
            matters.add(session.key());
            matters.add(session.blockedBy());
            if (session.waitsFor() != null) matters.add(session.waitsFor());
        }
        return matters;
    }

    private void print(String text, LiveGraph graph) {
        if (json) out.println(Visible.json(text));
        else for (var line : new TreeText(graph, screen).lines()) out.println(line.on(screen));
        out.flush();
    }
}
