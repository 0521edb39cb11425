package lockkeeper.web;

import lockkeeper.preflight.LockReport;
import lockkeeper.preflight.Occupant;
import lockkeeper.preflight.PreflightReport;
import lockkeeper.preflight.StatementReport;
import lockkeeper.statement.Advice;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/// A preflight as programs get it, from the command and over HTTP alike.
public record PreflightView(
        String verdict, Instant at, String database, List<StatementView> statements) {

    public static PreflightView of(PreflightReport report) {
        return new PreflightView(
                word(report.verdict()),
                report.at(),
                report.database(),
                report.statements().stream().map(StatementView::of).toList());
    }

    public String json() {
        return new String(new Json().bytes(this), StandardCharsets.UTF_8);
    }

    record StatementView(
            int line,
            String sql,
            String command,
            String readBy,
            String verdict,
            String work,
            boolean ownTransactions,
            List<RelationView> locks,
            List<String> missing,
            List<String> notes,
            @Nullable AdviceView advice) {
        static StatementView of(StatementReport statement) {
            return new StatementView(
                    statement.line(),
                    statement.sql(),
                    statement.command(),
                    statement.readBy(),
                    word(statement.verdict()),
                    word(statement.work()),
                    statement.outside(),
                    statement.locks().stream().map(RelationView::of).toList(),
                    statement.missing(),
                    statement.notes(),
                    AdviceView.of(statement.advice()));
        }
    }

    record RelationView(
            String relation,
            String kind,
            String mode,
            String because,
            boolean certain,
            String keepsOut,
            long bytes,
            double scansPerSecond,
            double writesPerSecond,
            List<OccupantView> ahead) {
        static RelationView of(LockReport lock) {
            var relation = lock.relation();
            return new RelationView(
                    relation.name(),
                    relation.kind(),
                    lock.mode().pgName(),
                    word(lock.scope()),
                    lock.certain(),
                    lock.keepsOut(),
                    relation.bytes(),
                    relation.scansPerSecond(),
                    relation.writesPerSecond(),
                    lock.ahead().stream().map(OccupantView::of).toList());
        }
    }

    record OccupantView(
            int pid,
            String mode,
            boolean granted,
            @Nullable Instant since,
            String user,
            String application,
            String state,
            String query) {
        static OccupantView of(Occupant occupant) {
            return new OccupantView(
                    occupant.pid(),
                    occupant.mode().pgName(),
                    occupant.granted(),
                    occupant.since(),
                    occupant.user(),
                    occupant.application(),
                    occupant.state(),
                    occupant.query());
        }
    }

    record AdviceView(String why, List<String> sql) {
        static @Nullable AdviceView of(@Nullable Advice advice) {
            return advice == null ? null : new AdviceView(advice.why(), advice.sql());
        }
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
