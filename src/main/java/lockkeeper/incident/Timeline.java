package lockkeeper.incident;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// How many waited when, in a bounded number of points: the longer it lasts, the further apart.
final class Timeline {
    private static final int MOST = 240;

    private final List<Incident.Point> points = new ArrayList<>();
    private Duration apart = Duration.ofMillis(100);

    Timeline() {}

    /// Goes on with points that were kept before a restart.
    Timeline(List<Incident.Point> earlier) {
        points.addAll(earlier);
        if (!points.isEmpty()) {
            var span = Duration.between(points.getFirst().at(), points.getLast().at());
            while (apart.multipliedBy(MOST).compareTo(span) < 0) apart = apart.multipliedBy(2);
        }
    }

    void add(Instant at, int waiting) {
        if (!points.isEmpty() && at.isBefore(points.getLast().at().plus(apart))) return;
        points.add(new Incident.Point(at, waiting));
        if (points.size() >= MOST) thinOut();
    }

    /// The last point matters however close it is: that is where the queue had drained.
    void end(Instant at) {
        points.add(new Incident.Point(at, 0));
    }

    /// When it had drained last stays, as that is all that is known after a restart of when it
    /// began once more.
    private void thinOut() {
        var drained = lastDrained();
        for (var i = points.size() - 2; i > 0; i -= 2) if (i != drained) points.remove(i);
        apart = apart.multipliedBy(2);
    }

    private int lastDrained() {
        var i = points.size() - 1;
        while (i >= 0 && points.get(i).waiting() > 0) i--;
        return i;
    }

    List<Incident.Point> points() {
        return List.copyOf(points);
    }
}
