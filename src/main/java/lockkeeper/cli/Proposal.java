package lockkeeper.cli;

import lockkeeper.cli.LiveGraph.Session;
import lockkeeper.cli.LiveGraph.Situation;

import org.jspecify.annotations.Nullable;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/// Somebody is about to cancel what sessions do: whom, as they were when that was asked, and what
/// it would bring.
final class Proposal {
    private static final String OTHERWISE = " Digits: another pid; any other key: nobody.";
    private static final int LONGEST_PID = 9;

    private final LiveGraph graph;

    /// The digits of a pid, where the proposed ones were not meant.
    private final String typed;

    private Proposal(LiveGraph graph, String typed) {
        this.graph = graph;
        this.typed = typed;
    }

    /// To end the largest pile-up.
    static Proposal of(LiveGraph graph) {
        return new Proposal(graph, "");
    }

    /// The same with one more digit.
    Proposal typed(char digit) {
        return typed.length() < LONGEST_PID ? new Proposal(graph, typed + digit) : this;
    }

    private @Nullable Situation largest() {
        return graph.situations().stream()
                .filter(situation -> !situation.culprits().isEmpty())
                .max(Comparator.comparingInt(Situation::stuck))
                .orElse(null);
    }

    /// Whom a yes would cancel, the last in line first; nobody if there is an objection.
    List<Session> chosen() {
        return objection() == null ? meant() : List.of();
    }

    private List<Session> meant() {
        if (!typed.isEmpty()) return sessions(List.of(Integer.parseInt(typed)));
        var largest = largest();
        return largest == null ? List.of() : sessions(largest.culprits().reversed());
    }

    private List<Session> sessions(List<Integer> pids) {
        return pids.stream()
                .flatMap(pid -> graph.sessions().stream().filter(s -> s.pid() == pid).limit(1))
                .toList();
    }

    private @Nullable String objection() {
        var meant = meant();
        if (meant.isEmpty())
            return typed.isEmpty()
                    ? "No DDL holds others up. Digits: the pid to cancel; any other key: nobody."
                    : "No session with pid " + typed + " waits or blocks here." + OTHERWISE;
        for (var session : meant) {
            if (session.pid() == 0)
                return "A prepared transaction cannot be cancelled." + OTHERWISE;
            if (session.backendStart() == null)
                return "Pid " + session.pid() + " cannot be seen, nor cancelled." + OTHERWISE;
            if (session.idlesInTransaction())
                return "Pid %d idles in its transaction, a cancel would do nothing."
                                .formatted(session.pid())
                        + OTHERWISE;
        }
        return null;
    }

    String question() {
        var objection = objection();
        if (objection != null) return objection;
        var meant = meant();
        var whom = meant.stream().map(Proposal::described).collect(Collectors.joining(" and "));
        return "Cancel %s? %s y: yes.%s".formatted(whom, released(meant), OTHERWISE);
    }

    private static String described(Session session) {
        var who = Who.of(session);
        var command = Objects.requireNonNullElse(session.command(), "statement");
        return "the %s of pid %d%s"
                .formatted(command, session.pid(), who.isEmpty() ? "" : " (" + who + ")");
    }

    private String released(List<Session> meant) {
        var largest = largest();
        if (typed.isEmpty() && largest != null) return released(largest.stuck());
        var count = 0;
        for (var session : meant) {
            var released = session.releasedIfEnded();
            if (released == null) return "How many that would release is not known.";
            count += released;
        }
        return released(count);
    }

    private static String released(int count) {
        return switch (count) {
            case 0 -> "That would release nobody.";
            case 1 -> "That would release one session.";
            default -> "That would release %d sessions.".formatted(count);
        };
    }
}
