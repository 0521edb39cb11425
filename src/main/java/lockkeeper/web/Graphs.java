package lockkeeper.web;

import lockkeeper.graph.WaitGraph;
import lockkeeper.watch.Newest.Picture;

import org.jspecify.annotations.Nullable;

/// The newest wait graph of one server as JSON, rendered once for all who read it.
final class Graphs {
    private final Target target;
    private final Json json;
    private volatile @Nullable Rendered newest;

    private static final class Rendered {
        private final Picture picture;
        private final byte[] json;

        Rendered(Picture picture, byte[] json) {
            this.picture = picture;
            this.json = json;
        }
    }

    Graphs(Target target, Json json) {
        this.target = target;
        this.json = json;
    }

    Target target() {
        return target;
    }

    /// Whether there has been a sample.
    boolean isThere() {
        return target.newest().picture().observation() != null;
    }

    /// Those who wait or block.
    byte[] concerned() {
        var picture = target.newest().picture();
        var rendered = newest;
        return rendered != null && rendered.picture.equals(picture) ? rendered.json : render();
    }

    /// One at a time, so that many readers of one new picture do not all render it.
    private synchronized byte[] render() {
        var picture = target.newest().picture();
        var rendered = newest;
        if (rendered == null || !rendered.picture.equals(picture)) {
            rendered = new Rendered(picture, render(picture, false));
            newest = rendered;
        }
        return rendered.json;
    }

    /// And everybody else in the sample; seldom asked for, so not kept.
    synchronized byte[] all() {
        return render(target.newest().picture(), true);
    }

    /// @throws Problem before the first sample
    WaitGraph graph() {
        return graph(target.newest().picture());
    }

    private WaitGraph graph(Picture picture) {
        var observation = picture.observation();
        if (observation != null) return observation.graph();
        throw new Problem(503, "There is no sample of %s yet.".formatted(target.name()));
    }

    private byte[] render(Picture picture, boolean all) {
        var origin = GraphView.Origin.of(target);
        return json.bytes(GraphView.of(origin, graph(picture), picture.blindSince(), all));
    }
}
