package lockkeeper.preflight;

import lockkeeper.lock.LockMode;
import lockkeeper.statement.Advice;
import lockkeeper.statement.CommandTag;
import lockkeeper.statement.Created;
import lockkeeper.statement.Footprint;
import lockkeeper.statement.LockRequest;
import lockkeeper.statement.Name;
import lockkeeper.statement.Scope;
import lockkeeper.statement.Statement;
import lockkeeper.statement.Work;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Asks what statements would do now. Each is judged by itself, as if it came first.
public final class Preflight {
    private final PreflightSource source;
    private final Grammar grammar;

    public Preflight(PreflightSource source, Grammar grammar) {
        this.source = source;
        this.grammar = grammar;
    }

    /// Of all statements in a text.
    public PreflightReport ofSql(String sql) throws PreflightFailed {
        var major = source.major();
        var requests = new ArrayList<LockRequest>();
        var plans = new ArrayList<Plan>();
        var made = new ArrayList<Name>();
        for (var statement : Statement.ofFile(sql)) {
            var plan = plan(sql, statement, major, List.copyOf(made));
            var created = Created.by(statement);
            if (created != null) made.add(created);
            plans.add(plan);
            requests.addAll(plan.footprint().locks());
        }
        var scene = source.read(requests.stream().distinct().toList());
        return report(scene, plans);
    }

    /// Of a lock on one relation, and on those that belong to it.
    ///
    /// @return null if the name cannot be read
    public @Nullable PreflightReport ofRelation(String relation, LockMode mode)
            throws PreflightFailed {
        var name = Name.read(relation);
        if (name == null) return null;
        var requests =
                List.of(
                        new LockRequest(Scope.NAMED, name, null, mode, true),
                        new LockRequest(Scope.CHILDREN, name, null, mode, true));
        var tag = new CommandTag(mode.documented(), false, false);
        var footprint = new Footprint(tag, requests, Work.NONE, true, false, List.of());
        var plan = new Plan(1, relation, "words", footprint, List.of(), null);
        return report(source.read(requests), List.of(plan));
    }

    private Plan plan(String sql, Statement statement, int major, List<Name> made) {
        var footprint = Footprint.of(statement, major);
        var text = statement.text();
        var reading = grammar.read(text);
        if (reading != null && footprint.readsByQuery())
            footprint = footprint.reading(reading.sources());
        var readBy = footprint.placed() ? reading == null ? "words" : "grammar" : "nothing";
        return new Plan(
                line(sql, statement), text, readBy, footprint, made, advice(footprint, text));
    }

    private static int line(String sql, Statement statement) {
        return 1
                + (int) sql.substring(0, statement.offset()).chars().filter(c -> c == '\n').count();
    }

    /// Only commands that can stop client work are advised on.
    private static @Nullable Advice advice(Footprint footprint, String text) {
        return footprint.locks().stream()
                .map(LockRequest::mode)
                .filter(LockMode::stopsClientWork)
                .max(LockMode::compareTo)
                .map(mode -> Advice.forStatement(text, mode, true))
                .orElse(null);
    }

    private static PreflightReport report(Scene scene, List<Plan> plans) {
        var statements = plans.stream().map(plan -> plan.report(scene)).toList();
        var verdict =
                statements.stream()
                        .map(StatementReport::verdict)
                        .reduce(Verdict.CLEAR, Verdict::or);
        return new PreflightReport(verdict, scene.at(), scene.database(), statements);
    }
}
