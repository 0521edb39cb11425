package lockkeeper.cli;

import lockkeeper.preflight.LockReport;
import lockkeeper.preflight.Occupant;
import lockkeeper.preflight.PreflightReport;
import lockkeeper.preflight.Relation;
import lockkeeper.preflight.StatementReport;
import lockkeeper.preflight.Verdict;
import lockkeeper.statement.Scope;
import lockkeeper.statement.Work;

import org.jspecify.annotations.Nullable;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/// A preflight for people. Everything from the database or the file goes through [Visible].
final class PreflightText {
    private static final int MOST_AHEAD = 5;
    private static final int LONGEST_SQL = 100;

    private final PreflightReport report;

    PreflightText(PreflightReport report) {
        this.report = report;
    }

    void print(PrintWriter out) {
        for (var statement : report.statements()) statement(statement, out);
        out.println(
                "%s: %s, as of %s"
                        .formatted(
                                Visible.line(report.database()),
                                report.verdict().words(),
                                report.at()));
        out.flush();
    }

    private void statement(StatementReport statement, PrintWriter out) {
        out.println("line " + statement.line() + ": " + cut(statement.sql(), LONGEST_SQL));
        out.println("  " + statement.verdict().words() + work(statement));
        for (var lock : statement.locks()) lock(lock, out);
        for (var name : statement.missing())
            out.println(
                    "  there is no "
                            + Visible.line(name)
                            + " in this database (another: --database)");
        for (var note : statement.notes()) out.println("  " + note);
        var advice = statement.advice();
        if (advice != null && statement.verdict() != Verdict.CLEAR) {
            out.println("  Safer: " + Visible.line(advice.why()));
            for (var line : advice.sql()) out.println("    " + Visible.line(line));
        }
        out.println();
    }

    private static String work(StatementReport statement) {
        if (statement.work() == Work.NONE && !statement.command().contains(" ")) return "";
        return "; it " + statement.work().description();
    }

    private void lock(LockReport lock, PrintWriter out) {
        out.println(
                "  %s on %s%s%s, keeps out %s%s"
                        .formatted(
                                lock.mode().documented(),
                                Visible.line(lock.relation().name()),
                                lock.scope() == Scope.NAMED
                                        ? ""
                                        : " (" + lock.scope().description() + ")",
                                lock.certain() ? "" : " perhaps",
                                lock.keepsOut(),
                                size(lock.relation())));
        for (var occupant : lock.ahead().stream().limit(MOST_AHEAD).toList())
            out.println("    behind " + occupant(occupant));
        var more = lock.ahead().size() - MOST_AHEAD;
        if (more > 0) out.println("    and " + more + " more");
    }

    private static String size(Relation relation) {
        return String.format(
                Locale.ROOT,
                "; %.1f MB, %.0f scans and %.0f writes a second",
                relation.bytes() / 1e6,
                relation.scansPerSecond(),
                relation.writesPerSecond());
    }

    private String occupant(Occupant occupant) {
        return Visible.line(
                "%s, %s %s%s (%s): %s"
                        .formatted(
                                occupant.pid() == 0
                                        ? "a prepared transaction"
                                        : "pid " + occupant.pid(),
                                occupant.granted() ? "has" : "waits for",
                                occupant.mode().documented(),
                                since(occupant.since()),
                                String.join(
                                        ", ",
                                        occupant.user(),
                                        occupant.application(),
                                        occupant.state()),
                                cut(occupant.query(), LONGEST_SQL)));
    }

    private String since(@Nullable Instant since) {
        if (since == null) return "";
        var age = Duration.between(since, report.at()).toSeconds();
        return age < 120 ? " for " + Math.max(0, age) + " s" : " for " + age / 60 + " min";
    }

    private static String cut(String text, int most) {
        var line = Visible.line(text);
        return line.length() <= most ? line : line.substring(0, most) + "…";
    }
}
