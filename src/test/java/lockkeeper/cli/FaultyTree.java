package lockkeeper.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import lockkeeper.cli.LiveGraph.Session;
import lockkeeper.graph.Scene;

import java.io.PrintWriter;

/// `tree --watch` over a source that fails as nobody expects.
final class FaultyTree implements GraphSource {
    private boolean drawn;

    private FaultyTree() {}

    public static void main(String[] arguments) throws Exception {
        var tree = new TreeCommand(System.getenv(), () -> {});
        tree.watch(new FaultyTree(), new PrintWriter(System.out, true, UTF_8));
    }

    @Override
    public String read() {
        if (drawn) throw new IllegalStateException("a fault of ours");
        drawn = true;
        return TreeScenes.json(new Scene());
    }

    @Override
    public String cancel(String target, Session session) {
        throw new IllegalStateException("nobody asked for it");
    }

    @Override
    public String caveat() {
        return "";
    }

    @Override
    public void close() {}
}
