package lockkeeper.cli;

import static lockkeeper.graph.Scene.USERS;
import static lockkeeper.lock.LockMode.ACCESS_EXCLUSIVE;
import static lockkeeper.lock.LockMode.ACCESS_SHARE;
import static lockkeeper.lock.LockMode.ROW_EXCLUSIVE;

import lockkeeper.cli.GraphSource.NoGraph;
import lockkeeper.graph.Scene;
import lockkeeper.watch.QueryText;
import lockkeeper.web.GraphView;

import java.util.List;

/// What the tree is drawn of in tests.
final class TreeScenes {
    static final int REPORT = 8702;
    static final int ALTER = 8891;
    static final int FIRST_READER = 9000;

    private TreeScenes() {}

    /// A report, an ALTER TABLE behind it, and a crowd behind that.
    static Scene pileUp(int crowd) {
        return new Scene()
                .held(REPORT, ACCESS_SHARE, USERS)
                .awaited(ALTER, ACCESS_EXCLUSIVE, USERS)
                .crowd(FIRST_READER, crowd, ROW_EXCLUSIVE, USERS)
                .query(REPORT, "SELECT country, count(*) FROM users GROUP BY country")
                .query(ALTER, "ALTER TABLE users ADD COLUMN seen timestamptz");
    }

    /// As the API and the command have it, and back.
    static LiveGraph graph(Scene scene) throws NoGraph {
        return LiveGraph.of(json(scene));
    }

    static String json(Scene scene) {
        var origin = new GraphView.Origin("main", "17.11", QueryText.MASKED);
        return GraphView.of(origin, scene.graph(), null, false).json();
    }

    static List<String> drawn(Scene scene, Screen screen) throws NoGraph {
        return new TreeText(graph(scene), screen)
                .lines().stream().map(line -> line.on(screen)).toList();
    }
}
