package lockkeeper.preflight;

import static lockkeeper.lock.LockMode.ACCESS_EXCLUSIVE;
import static lockkeeper.lock.LockMode.ACCESS_SHARE;
import static lockkeeper.lock.LockMode.ROW_EXCLUSIVE;
import static lockkeeper.lock.LockMode.SHARE_UPDATE_EXCLUSIVE;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.lock.LockMode;
import lockkeeper.statement.LockRequest;
import lockkeeper.statement.Name;
import lockkeeper.statement.Scope;
import lockkeeper.statement.Work;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

class PreflightTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Grammar SILENT = _ -> null;

    /// One table, `users`, and whoever is on it.
    private static final class Table implements PreflightSource {
        private final long bytes;
        private final List<Occupant> occupants = new ArrayList<>();

        Table(long bytes) {
            this.bytes = bytes;
        }

        Table with(int pid, LockMode mode, boolean granted) {
            occupants.add(new Occupant(pid, mode, granted, NOW, "bi", "metabase", "active", ""));
            return this;
        }

        @Override
        public int major() {
            return 18;
        }

        @Override
        public Scene read(List<LockRequest> requests) {
            var targets = new ArrayList<Target>();
            var missing = new ArrayList<String>();
            var users = new Relation(1, "public.users", "table", bytes, 120, 3);
            for (var request : requests) {
                if (!request.name().last().equals("users")) missing.add(request.name().sql());
                else if (request.scope() == Scope.NAMED)
                    targets.add(new Target(request, users, occupants));
            }
            return new Scene(NOW, "app", targets, missing);
        }
    }

    private static StatementReport first(Table table, String sql) throws PreflightFailed {
        return new Preflight(table, SILENT).ofSql(sql).statements().getFirst();
    }

    @Test
    void nobodyIsInTheWay() throws PreflightFailed {
        var report = first(new Table(0).with(7, ROW_EXCLUSIVE, true), "GRANT ALL ON users TO x");
        assertThat(report.verdict()).isEqualTo(Verdict.CLEAR);
        assertThat(report.locks().getFirst().ahead()).isEmpty();
    }

    @Test
    void aReaderIsInTheWayOfAnAlterTable() throws PreflightFailed {
        var report =
                first(
                        new Table(0).with(8702, ACCESS_SHARE, true),
                        "ALTER TABLE users ADD COLUMN x int");
        assertThat(report.verdict()).isEqualTo(Verdict.WAITS);
        assertThat(report.locks().getFirst().ahead())
                .extracting(Occupant::pid)
                .containsExactly(8702);
        assertThat(report.locks().getFirst().keepsOut()).isEqualTo("reads and writes");
        assertThat(Objects.requireNonNull(report.advice()).block()).contains("lock_timeout");
    }

    @Test
    void whoAlreadyWaitsIsInTheWayToo() throws PreflightFailed {
        var table = new Table(0).with(9, ACCESS_EXCLUSIVE, false);
        assertThat(first(table, "SELECT * FROM users").verdict()).isEqualTo(Verdict.WAITS);
    }

    @Test
    void whoeverIsAheadOfAnUncertainLockLeavesItUntold() throws PreflightFailed {
        var sql = "CREATE OR REPLACE VIEW users AS SELECT 1";
        var report = first(new Table(0).with(8, ACCESS_SHARE, true), sql);
        assertThat(report.locks().getFirst().certain()).isFalse();
        assertThat(report.locks().getFirst().ahead()).extracting(Occupant::pid).containsExactly(8);
        assertThat(report.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(first(new Table(0), sql).verdict()).isEqualTo(Verdict.CLEAR);
    }

    @Test
    void anUncertainLockCountsBesideAWeakerCertainOne() throws PreflightFailed {
        var sql = "CREATE OR REPLACE VIEW users AS SELECT 1 FROM users";
        var report = first(new Table(0).with(8, ACCESS_SHARE, true), sql);
        assertThat(report.locks())
                .extracting(LockReport::mode)
                .containsExactly(ACCESS_SHARE, ACCESS_EXCLUSIVE);
        assertThat(report.verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void itIsWaitedForUntilNobodyIsAheadOfAnyLock() throws PreflightFailed {
        var sql = "CREATE OR REPLACE VIEW users AS SELECT 1";
        var busy = new Preflight(new Table(0).with(8, ACCESS_SHARE, true), SILENT).ofSql(sql);
        assertThat(busy.anyoneAhead()).isTrue();
        assertThat(new Preflight(new Table(0), SILENT).ofSql(sql).anyoneAhead()).isFalse();
    }

    @Test
    void aConcurrentBuildWaitsForWritersThoughItsLockDoesNotConflict() throws PreflightFailed {
        var table = new Table(0).with(9, ROW_EXCLUSIVE, true).with(10, ACCESS_SHARE, true);
        var report = first(table, "CREATE INDEX CONCURRENTLY i ON users (id)");
        assertThat(report.locks().getFirst().mode()).isEqualTo(SHARE_UPDATE_EXCLUSIVE);
        assertThat(report.locks().getFirst().ahead()).extracting(Occupant::pid).containsExactly(9);
        assertThat(first(table, "DROP INDEX CONCURRENTLY users").verdict())
                .isEqualTo(Verdict.WAITS);
    }

    @Test
    void longWorkUnderAStrongLockIsNotClear() throws PreflightFailed {
        var sql = "ALTER TABLE users ALTER x TYPE bigint";
        assertThat(first(new Table(1L << 30), sql).verdict()).isEqualTo(Verdict.HOLDS);
        assertThat(first(new Table(8192), sql).verdict()).isEqualTo(Verdict.CLEAR);
        assertThat(first(new Table(1L << 30), sql).work()).isEqualTo(Work.REWRITE);
    }

    @Test
    void whatCannotBePlacedOrFoundIsNotClear() throws PreflightFailed {
        assertThat(first(new Table(0), "DO 'x'").verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(first(new Table(0), "DO 'x'").readBy()).isEqualTo("nothing");
        var missing = first(new Table(0), "ALTER TABLE nowhere ADD x int");
        assertThat(missing.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(missing.missing()).containsExactly("nowhere");
    }

    @Test
    void theWorstStatementDecidesAndEachKnowsItsLine() throws PreflightFailed {
        var report =
                new Preflight(new Table(0).with(7, ACCESS_SHARE, true), SILENT)
                        .ofSql("BEGIN;\n\nSELECT 1 FROM users;\nTRUNCATE users;\nCOMMIT;");
        assertThat(report.verdict()).isEqualTo(Verdict.WAITS);
        assertThat(report.statements())
                .extracting(StatementReport::line)
                .containsExactly(1, 3, 4, 5);
        assertThat(report.statements())
                .extracting(StatementReport::verdict)
                .containsExactly(Verdict.CLEAR, Verdict.CLEAR, Verdict.WAITS, Verdict.CLEAR);
    }

    @Test
    void theGrammarSaysWhatAQueryReads() throws PreflightFailed {
        Grammar grammar = _ -> new Reading(List.of(Objects.requireNonNull(Name.read("users"))));
        var report =
                new Preflight(new Table(0), grammar)
                        .ofSql("SELECT extract(year FROM seen) FROM users")
                        .statements()
                        .getFirst();
        assertThat(report.missing()).isEmpty();
        assertThat(report.verdict()).isEqualTo(Verdict.CLEAR);
        assertThat(report.readBy()).isEqualTo("grammar");
    }

    @Test
    void aRelationAndAModeAreEnough() throws PreflightFailed {
        var preflight = new Preflight(new Table(0).with(7, ROW_EXCLUSIVE, true), SILENT);
        var report = Objects.requireNonNull(preflight.ofRelation("users", LockMode.SHARE));
        assertThat(report.verdict()).isEqualTo(Verdict.WAITS);
        assertThat(preflight.ofRelation("users; DROP TABLE x", LockMode.SHARE)).isNull();
    }

    @Test
    void whatTheTextItselfMakesIsNotMissing() throws PreflightFailed {
        var report =
                new Preflight(new Table(0), SILENT)
                        .ofSql(
                                "CREATE TABLE new (id int); ALTER TABLE public.new ADD x int;CREATE"
                                        + " INDEX i ON new (x); DROP INDEX i; DROP TABLE old");
        assertThat(report.statements())
                .extracting(StatementReport::verdict)
                .containsExactly(
                        Verdict.CLEAR,
                        Verdict.CLEAR,
                        Verdict.CLEAR,
                        Verdict.CLEAR,
                        Verdict.UNKNOWN);
    }
}
