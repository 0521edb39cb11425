package lockkeeper.cli;

import lockkeeper.cli.Forest.Branch;
import lockkeeper.cli.LiveGraph.Queue;
import lockkeeper.cli.LiveGraph.Session;
import lockkeeper.incident.Sentence;
import lockkeeper.lock.LockMode;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A wait graph for people: the sentence that the page shows, too, and the tree of those who wait.
final class TreeText {
    private static final int MOST_SITUATIONS = 3;

    private final LiveGraph graph;
    private final Screen screen;
    private final Set<Integer> culprits = new HashSet<>();
    private final Map<String, String> held = new HashMap<>();
    private boolean hard;
    private boolean soft;

    TreeText(LiveGraph graph, Screen screen) {
        this.graph = graph;
        this.screen = screen;
        for (var situation : graph.situations())
            if (situation.culprits().size() == 1) culprits.addAll(situation.culprits());
        graph.queues().stream()
                .sorted(Comparator.comparingInt((Queue q) -> q.waiters().size()).reversed())
                .forEach(this::hold);
    }

    /// The whole, for who looks once: one line if all is well.
    List<Line> lines() {
        var lines = new ArrayList<>(sentences());
        var tree = tree();
        if (tree.isEmpty()) return lines;
        lines.add(new Line());
        lines.addAll(tree);
        return lines;
    }

    /// What is going on, in words.
    List<Line> sentences() {
        var lines = new ArrayList<Line>();
        if (graph.blindSince() != null)
            lines.add(
                    Line.of(
                            Ink.CULPRIT,
                            "The server cannot be read since %s; this is old."
                                    .formatted(Clock.of(graph.blindSince()))));
        if (graph.hidden())
            lines.add(
                    Line.of(
                            Ink.CULPRIT,
                            "Our role may not see other sessions (it lacks pg_monitor), so nothing"
                                    + " can be concluded from what is missing."));
        if (graph.situations().isEmpty()) lines.add(calm());
        for (var situation : graph.situations().stream().limit(MOST_SITUATIONS).toList())
            for (var part : TextWidth.wrap(Visible.line(situation.sentence()), screen.columns()))
                lines.add(Line.of(Ink.BOLD, part));
        var more = graph.situations().size() - MOST_SITUATIONS;
        if (more > 0) lines.add(Line.of(Ink.PLAIN, "And " + more + " more of the kind."));
        return lines;
    }

    private Line calm() {
        return graph.hidden()
                ? Line.of(Ink.PLAIN, "No session that we may see waits for a lock.")
                : Line.of(Ink.WELL, "All is well: nobody waits for a lock.");
    }

    /// Who waits behind whom; empty if nobody does.
    List<Line> tree() {
        var lines = new ArrayList<Line>();
        for (var root : Forest.of(graph)) {
            lines.add(described(new Line(), root));
            below(root, "", lines);
        }
        if (hard || soft) lines.add(legend());
        return lines;
    }

    private void below(Branch branch, String indent, List<Line> lines) {
        var last = branch.branches().size() - (branch.folded() > 0 ? 0 : 1);
        for (var i = 0; i < branch.branches().size(); i++) {
            var next = branch.branches().get(i);
            hard |= next.hard();
            soft |= !next.hard();
            var line = Line.of(Ink.FAINT, indent + twig(i == last, next.hard()));
            lines.add(described(line, next));
            below(next, indent + trunk(i == last), lines);
        }
        if (branch.folded() > 0)
            lines.add(
                    Line.of(
                            Ink.FAINT,
                            indent + twig(true, false) + "… and " + branch.folded() + " more"));
    }

    private String twig(boolean last, boolean isHard) {
        if (!screen.unicode()) return (last ? "`" : "|") + (isHard ? "-- " : ".. ");
        return (last ? "└" : "├") + (isHard ? "─ " : "╌ ");
    }

    private String trunk(boolean last) {
        if (last) return screen.unicode() ? "   " : "    ";
        return screen.unicode() ? "│  " : "|   ";
    }

    private Line legend() {
        var words = new ArrayList<String>();
        if (hard) words.add((screen.unicode() ? "──" : "--") + " behind a lock that is held");
        if (soft)
            words.add((screen.unicode() ? "╌╌" : "..") + " behind one that itself waits in line");
        return Line.of(Ink.FAINT, String.join("   ", words));
    }

    private Line described(Line line, Branch branch) {
        var session = branch.session();
        var culprit = culprits.contains(session.pid());
        line.add(culprit ? Ink.CULPRIT : Ink.BOLD, name(session));
        if (culprit) line.add(Ink.CULPRIT, helps(session.releasedIfEnded()));
        var who = Who.of(session);
        if (!who.isEmpty()) line.add(Ink.PLAIN, "  " + Visible.line(who));
        line.add(session.waiting() ? Ink.WAITING : Ink.PLAIN, "  " + doing(branch));
        if (session.query() != null) line.add(Ink.FAINT, "  " + Visible.line(session.query()));
        return line;
    }

    private static String helps(@Nullable Integer released) {
        return released == null
                ? " (ending it helps)"
                : " (ending it releases %d)".formatted(released);
    }

    private static String name(Session session) {
        return session.pid() == 0
                ? "prepared transaction '%s'".formatted(session.gid())
                : "pid " + session.pid();
    }

    private String doing(Branch branch) {
        var session = branch.session();
        var words = new ArrayList<String>();
        var lock = held.get(session.key());
        if (lock != null && !(branch.branches().isEmpty() && branch.folded() == 0))
            words.add("holds " + lock);
        var wait = session.waitsFor();
        if (wait != null) words.add(waits(session, wait));
        else if (!session.blockedBy().isEmpty()) words.add("waits in a parallel worker");
        else if (session.idlesInTransaction())
            words.add("idles in its transaction" + idle(session));
        else if (session.state() != null)
            words.add(session.state() + age(", in its transaction for ", session.xactStart()));
        if (branch.circle()) words.add("and so, by way of others, for itself");
        return Visible.line(String.join(", ", words));
    }

    private String waits(Session session, LiveGraph.WaitsFor wait) {
        var others = session.blockedByCount() - 1;
        return "waits%s for %s on %s%s"
                .formatted(
                        age(" ", session.waitingSince()),
                        documented(wait.mode()),
                        shortened(wait.lock()),
                        others > 0 ? ", behind %d more".formatted(others) : "");
    }

    private String idle(Session session) {
        return age(" for ", session.stateChange());
    }

    private String age(String before, @Nullable Instant since) {
        return since == null ? "" : before + Sentence.age(since, graph.sampledAt());
    }

    /// What somebody holds of the object that most wait for; the strongest of its modes.
    private void hold(Queue queue) {
        var modes = new HashMap<String, LockMode>();
        for (var holder : queue.holders()) {
            var mode = LockMode.ofPgName(holder.mode());
            if (mode != null) modes.merge(holder.key(), mode, TreeText::stronger);
        }
        var lock = shortened(queue.lock().described());
        modes.forEach((key, mode) -> held.putIfAbsent(key, mode.documented() + " on " + lock));
    }

    private static LockMode stronger(LockMode one, LockMode other) {
        return one.bit() > other.bit() ? one : other;
    }

    private static String documented(String pgName) {
        var mode = LockMode.ofPgName(pgName);
        return mode == null ? pgName : mode.documented();
    }

    /// A table needs no word that says so, and a transaction none that is glued together.
    private static String shortened(String lock) {
        if (lock.startsWith("relation ")) return lock.substring("relation ".length());
        return lock.replaceFirst("^transactionid ", "transaction ")
                .replaceFirst("^virtualxid ", "virtual transaction ")
                .replaceFirst("^tuple ", "row ");
    }
}
