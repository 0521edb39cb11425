package lockkeeper.guard;

import static lockkeeper.graph.Scene.ORDERS;
import static lockkeeper.graph.Scene.START;
import static lockkeeper.graph.Scene.USERS;
import static lockkeeper.lock.LockMode.ACCESS_EXCLUSIVE;
import static lockkeeper.lock.LockMode.ACCESS_SHARE;
import static lockkeeper.lock.LockMode.ROW_EXCLUSIVE;
import static lockkeeper.lock.LockMode.SHARE;
import static lockkeeper.lock.LockMode.SHARE_UPDATE_EXCLUSIVE;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.graph.Scene;
import lockkeeper.graph.SessionEdit;
import lockkeeper.lock.LockMode;
import lockkeeper.lock.LockOwner;
import lockkeeper.lock.PreparedTransaction;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// Everything that an action needs, one by one: with it the guard acts, without it nobody is
/// signalled, and it says why.
class PreconditionsTest {
    private static final int REPORT = 10;
    private static final int MIGRATION = 20;
    private static final int SECOND = 21;
    private static final int READER = 100;
    private static final int ENOUGH = 6000;
    private static final String WRAPAROUND =
            "autovacuum: VACUUM public.users (to prevent wraparound)";

    private static final String LONG_COMMENT = "/* %s */ ".formatted("why ".repeat(260));

    /// @param with a guard that saw it all in order
    /// @param without one that saw it but for one thing
    /// @param reason what the latter says; null if it has nothing to say
    record Need(
            String name,
            Supplier<GuardStage> with,
            Supplier<GuardStage> without,
            @Nullable Reason reason) {
        @Override
        public String toString() {
            return name;
        }
    }

    @ParameterizedTest
    @MethodSource({
        "ofTheGuard",
        "ofTime",
        "ofTheSample",
        "ofTheSession",
        "ofTheFilters",
        "ofItsTables"
    })
    void withoutItNobodyIsSignalled(Need need) {
        assertThat(need.with().get().signals()).isNotEmpty();
        var without = need.without().get();
        assertThat(without.signals()).isEmpty();
        if (need.reason() != null) assertThat(without.declined()).contains(need.reason());
    }

    static Stream<Need> ofTheGuard() {
        var file = new Rules().killSwitch(Path.of("stop"));
        return Stream.of(
                guard(
                        "enforce",
                        Reason.OBSERVING,
                        s -> s.rules(new Rules().mode(GuardMode.OBSERVE))),
                guard("not off", null, s -> s.rules(new Rules().mode(GuardMode.OFF))),
                guard("the lead", Reason.NOT_LEADER, s -> s.leads(false)),
                guard("the right to signal", Reason.NOT_ALLOWED, s -> s.maySignal(false)),
                guard("a journal", Reason.JOURNAL_FAILS, s -> s.journalWorks(false)),
                new Need(
                        "no kill switch",
                        () -> stage().rules(file).last(ENOUGH, pileUp()),
                        () -> stage().rules(file).killed(true).last(ENOUGH, pileUp()),
                        Reason.KILL_SWITCH),
                new Need(
                        "a closed circuit",
                        () -> actedBefore(5).last(3000, pileUp()),
                        () -> actedBefore(6).last(ENOUGH, pileUp()),
                        Reason.CIRCUIT_OPEN));
    }

    static Stream<Need> ofTime() {
        Supplier<GuardStage> usual = () -> stage().last(ENOUGH, pileUp());
        var atOnce = new Rules().sustained(Duration.ZERO);
        var soon = new Rules().sustained(Duration.ofMillis(100));
        return Stream.of(
                new Need(
                        "it lasted",
                        () -> stage().last(3000, pileUp()),
                        () -> stage().last(2999, pileUp()),
                        null),
                new Need(
                        "it cost its budget",
                        () ->
                                stage().rules(slow().budget(Duration.ofSeconds(12)))
                                        .last(3000, pileUp()),
                        () ->
                                stage().rules(slow().budget(Duration.ofSeconds(13)))
                                        .last(3000, pileUp()),
                        null),
                new Need(
                        "two samples",
                        () -> stage().rules(atOnce).see(1000, pileUp()).see(1020, pileUp()),
                        () -> stage().rules(atOnce).see(1000, pileUp()),
                        null),
                new Need("no gap in sampling", () -> every(2000), () -> every(2001), null),
                new Need(
                        "no sample without it",
                        usual,
                        () ->
                                stage().last(2500, pileUp())
                                        .see(2600, new Scene())
                                        .last(4500, pileUp()),
                        null),
                new Need(
                        "the same transaction",
                        usual,
                        () -> stage().last(2500, pileUp()).last(4500, pileUpBehind(SECOND)),
                        null),
                new Need(
                        "time for an autovacuum to yield",
                        () -> stage().rules(soon).last(2000, vacuum()),
                        () -> stage().rules(soon).last(1500, vacuum()),
                        Reason.AUTOVACUUM_YIELDS),
                new Need(
                        "an autovacuum that does not yield",
                        () -> stage().rules(soon).last(1500, vacuum().query(30, WRAPAROUND)),
                        () -> stage().rules(soon).last(1500, vacuum().query(30, null)),
                        Reason.AUTOVACUUM_YIELDS),
                new Need(
                        "time for the server to break a deadlock",
                        () -> stage().rules(soon).last(2500, deadlock()),
                        () -> stage().rules(soon).last(1900, deadlock()),
                        Reason.DEADLOCK),
                new Need(
                        "some time since the last action",
                        () -> afterAnAction(Duration.ofSeconds(1)),
                        () -> afterAnAction(Duration.ofMinutes(1)),
                        Reason.COOLDOWN));
    }

    static Stream<Need> ofTheSample() {
        return Stream.of(
                guard("enough to release", Reason.TOO_FEW, s -> s.rules(new Rules().queued(7))),
                scene("a primary", Reason.STANDBY, pileUp().inRecovery()),
                scene("nothing hidden", Reason.CANNOT_SEE, pileUp().hidden()),
                scene("no contradiction", Reason.UNCERTAIN, contradiction()),
                scene("a known order", tie().answered(MIGRATION, REPORT), Reason.UNCERTAIN, tie()),
                scene("a strong mode", work(SHARE), null, work(SHARE_UPDATE_EXCLUSIVE)),
                scene("a session", holder(), Reason.NEVER_ENDED, holder(prepared())),
                scene("that is seen", Reason.NEVER_ENDED, pileUpBehind(SECOND).unknown(SECOND)),
                scene(
                        "nobody exempt ahead",
                        Reason.NEVER_ENDED,
                        pileUp().type(5, "walsender").held(5, ACCESS_EXCLUSIVE, USERS)));
    }

    static Stream<Need> ofTheSession() {
        var never = Reason.NEVER_ENDED;
        var idle = holder().state(MIGRATION, "idle in transaction");
        var waiting = new Rules().holders(false);
        var patient = new Rules().terminateAfter(Duration.ZERO);
        return Stream.concat(
                Stream.of(
                        scene("not ours", never, pileUp().own(MIGRATION)),
                        session("of no Lockkeeper", never, s -> s.application("lockkeeper names")),
                        session("not committed", never, s -> s.waitEvent("SyncRep")),
                        session("a state", never, s -> s.state(null)),
                        session("an ordinary role", Reason.SUPERUSER, s -> s.superuser(true)),
                        session("a known role", Reason.UNCERTAIN, s -> s.superuser(null)),
                        session(
                                "not CONCURRENTLY",
                                never,
                                s -> s.query("REINDEX TABLE CONCURRENTLY users")),
                        cut(
                                "DETACH that may be CONCURRENTLY",
                                "ALTER TABLE users ADD COLUMN",
                                "ALTER TABLE users DETACH PARTITION users_1"),
                        cut("index that may be", "CREATE INDEX visits ON", "CREATE INDEX"),
                        cut("statement that is not told", "ALTER TABLE users ADD", ""),
                        new Need(
                                "not only waiting ones",
                                () -> stage().last(ENOUGH, holder()),
                                () -> stage().rules(waiting).last(ENOUGH, holder()),
                                Reason.HOLDS_ITS_LOCK),
                        new Need(
                                "to be terminated, if it idles",
                                () -> stage().last(ENOUGH, idle),
                                () -> stage().rules(patient).last(ENOUGH, idle),
                                Reason.IGNORES_CANCEL),
                        new Need(
                                "come with the command",
                                () ->
                                        stage().sessionsSince(START.minusSeconds(3600))
                                                .last(ENOUGH, pileUp()),
                                () -> stage().sessionsSince(START).last(ENOUGH, pileUp()),
                                Reason.PROTECTED)),
                Stream.of(
                                kinds(
                                        "type",
                                        SessionEdit::type,
                                        "autovacuum worker",
                                        "walsender",
                                        "startup"),
                                kinds(
                                        "type",
                                        SessionEdit::type,
                                        "background worker",
                                        "parallel worker"),
                                kinds("type", SessionEdit::type, "logical replication worker"),
                                kinds("state", SessionEdit::state, "starting", "disabled"),
                                kinds(
                                        "tool",
                                        SessionEdit::application,
                                        "pg_dump",
                                        "pg_repack",
                                        "pg_squeeze"))
                        .flatMap(List::stream));
    }

    static Stream<Need> ofTheFilters() {
        return Stream.of(
                        filter(Rules.users("app"), Rules.users("dba"), nameless(s -> s.user(null))),
                        filter(Rules.applications("test"), Rules.applications("psql"), null),
                        filter(
                                Rules.databases("app"),
                                Rules.databases("crm"),
                                nameless(s -> s.database(null))),
                        filter(
                                Rules.relations("public\\.users"),
                                Rules.relations("users"),
                                pileUp().unnamed(USERS)),
                        filter(
                                Rules.commands("ALTER TABLE"),
                                Rules.commands("ALTER"),
                                nameless(s -> s.query(null))))
                .flatMap(List::stream);
    }

    /// The migration keeps others out of two tables, of which it awaits one.
    static Stream<Need> ofItsTables() {
        var both =
                pileUp().held(MIGRATION, ACCESS_EXCLUSIVE, ORDERS)
                        .crowd(200, 1, ACCESS_SHARE, ORDERS);
        var protectsHeld = new Rules().protect(Rules.relations("public\\.orders"));
        var protectsOther = new Rules().protect(Rules.relations("public\\.visits"));
        var onlyHeld = new Rules().only(Rules.relations("public\\.orders"));
        var onlyOther = new Rules().only(Rules.relations("public\\.visits"));
        return Stream.of(
                filtered("no protected table", protectsOther, protectsHeld, both),
                new Need(
                        "a table among only",
                        () -> stage().rules(onlyHeld).last(ENOUGH, both),
                        () -> stage().rules(onlyOther).last(ENOUGH, both),
                        Reason.PROTECTED),
                filtered(
                        "a name that is still true, to be unprotected",
                        protectsOther,
                        protectsOther,
                        pileUp().outdated(USERS)),
                filtered(
                        "a name that is still true, to be among only",
                        new Rules().only(Rules.relations("public\\.users")),
                        new Rules().only(Rules.relations("public\\.users")),
                        pileUp().outdated(USERS)),
                scene(
                        "nobody exempt ahead, of whom an old name is enough",
                        pileUp().outdated(USERS),
                        Reason.NEVER_ENDED,
                        pileUp().outdated(USERS)
                                .type(5, "walsender")
                                .held(5, ACCESS_EXCLUSIVE, USERS)),
                filtered(
                        "a name of each table",
                        protectsOther,
                        protectsOther,
                        pileUp().held(MIGRATION, ACCESS_EXCLUSIVE, ORDERS)
                                .crowd(200, 1, ACCESS_SHARE, ORDERS)
                                .unnamed(ORDERS)));
    }

    // ---- needs

    private interface Edit {
        SessionEdit with(SessionEdit session, String value);
    }

    /// One that the surroundings must grant.
    private static Need guard(
            String name, @Nullable Reason reason, UnaryOperator<GuardStage> change) {
        return new Need(
                name,
                () -> stage().last(ENOUGH, pileUp()),
                () -> change.apply(stage()).last(ENOUGH, pileUp()),
                reason);
    }

    private static Need scene(String name, @Nullable Reason reason, Scene without) {
        return scene(name, pileUp(), reason, without);
    }

    private static Need scene(String name, Scene with, @Nullable Reason reason, Scene without) {
        return new Need(
                name,
                () -> stage().last(ENOUGH, with),
                () -> stage().last(ENOUGH, without),
                reason);
    }

    private static Need session(String name, Reason reason, UnaryOperator<SessionEdit> change) {
        return scene(name, reason, pileUp().edit(MIGRATION, change));
    }

    /// Both are behind a comment and end where the server stops to keep them.
    private static Need cut(String what, String with, String without) {
        var rules = new Rules().protect(Filter.NONE);
        return new Need(
                "no " + what,
                () -> stage().rules(rules).last(ENOUGH, behindAComment(with)),
                () -> stage().rules(rules).last(ENOUGH, behindAComment(without)),
                Reason.UNCERTAIN);
    }

    private static Scene behindAComment(String sql) {
        return pileUp().query(MIGRATION, LONG_COMMENT + sql);
    }

    private static List<Need> kinds(String what, Edit edit, String... values) {
        return Stream.of(values)
                .map(
                        value ->
                                session(
                                        "another %s than %s".formatted(what, value),
                                        Reason.NEVER_ENDED,
                                        s -> edit.with(s, value)))
                .toList();
    }

    /// @param hit a filter that has the migration's name
    /// @param miss one that has not
    /// @param nameless where that name is not known; null if it always is
    private static List<Need> filter(Filter hit, Filter miss, @Nullable Scene nameless) {
        var all =
                new ArrayList<>(
                        List.of(
                                filtered(
                                        "not protected",
                                        new Rules().protect(miss),
                                        new Rules().protect(hit),
                                        pileUp()),
                                filtered(
                                        "among only",
                                        new Rules().only(hit),
                                        new Rules().only(miss),
                                        pileUp())));
        if (nameless != null) {
            all.add(
                    filtered(
                            "a name, to be unprotected",
                            new Rules().protect(miss),
                            new Rules().protect(miss),
                            nameless));
            all.add(
                    filtered(
                            "a name, to be among only",
                            new Rules().only(hit),
                            new Rules().only(hit),
                            nameless));
        }
        return all;
    }

    private static Need filtered(String name, Rules with, Rules without, Scene scene) {
        return new Need(
                name,
                () -> stage().rules(with).last(ENOUGH, pileUp()),
                () -> stage().rules(without).last(ENOUGH, scene),
                Reason.PROTECTED);
    }

    // ---- stages

    private static GuardStage stage() {
        return new GuardStage();
    }

    private static Rules slow() {
        return new Rules().sustained(Duration.ofMinutes(1));
    }

    private static GuardStage actedBefore(int times) {
        return new GuardStage(
                Collections.nCopies(times, PastTest.intent("earlier", 7, START.minusSeconds(10))));
    }

    private static GuardStage every(int millis) {
        var stage = stage();
        for (var at = 1000; at < 12_000; at += millis) stage.see(at, pileUp());
        return stage;
    }

    /// There was another pile-up, which was ended; its signal is forgotten here.
    private static GuardStage afterAnAction(Duration cooldown) {
        var stage = stage().rules(new Rules().cooldown(cooldown));
        stage.last(3000, pileUpBehind(SECOND)).see(3100, new Scene());
        stage.signals().clear();
        return stage.last(9000, pileUp());
    }

    // ---- scenes

    private static Scene pileUp() {
        return pileUpBehind(MIGRATION);
    }

    private static Scene pileUpBehind(int migration) {
        return new Scene()
                .held(REPORT, ACCESS_SHARE, USERS)
                .awaited(migration, ACCESS_EXCLUSIVE, USERS)
                .query(migration, "ALTER TABLE users ADD COLUMN nickname text")
                .crowd(READER, 6, ACCESS_SHARE, USERS);
    }

    private static Scene holder() {
        return new Scene()
                .held(MIGRATION, ACCESS_EXCLUSIVE, USERS)
                .query(MIGRATION, "ALTER TABLE users ADD COLUMN nickname text")
                .crowd(READER, 6, ACCESS_SHARE, USERS);
    }

    private static Scene holder(LockOwner owner) {
        return new Scene()
                .held(owner, ACCESS_EXCLUSIVE, USERS)
                .crowd(READER, 6, ACCESS_SHARE, USERS);
    }

    private static LockOwner prepared() {
        return new PreparedTransaction("3/7", 5, "deploy-1");
    }

    private static Scene nameless(UnaryOperator<SessionEdit> change) {
        return pileUp().edit(MIGRATION, change);
    }

    /// Writers behind one who waits in some mode.
    private static Scene work(LockMode mode) {
        return new Scene()
                .held(REPORT, ROW_EXCLUSIVE, USERS)
                .held(11, SHARE_UPDATE_EXCLUSIVE, USERS)
                .awaited(MIGRATION, mode, USERS)
                .crowd(READER, 6, mode == SHARE ? ROW_EXCLUSIVE : SHARE_UPDATE_EXCLUSIVE, USERS);
    }

    /// The first reader came at the same instant as the migration: either may be ahead.
    private static Scene tie() {
        return new Scene()
                .held(REPORT, ACCESS_SHARE, USERS)
                .awaitedSince(START, MIGRATION, ACCESS_EXCLUSIVE, USERS)
                .query(MIGRATION, "ALTER TABLE users ADD COLUMN nickname text")
                .awaitedSince(START, READER, ACCESS_SHARE, USERS)
                .crowd(READER + 1, 6, ACCESS_SHARE, USERS);
    }

    /// Somebody behind a reader waits for nobody.
    private static Scene contradiction() {
        return pileUp().held(READER, ACCESS_SHARE, ORDERS).awaited(300, ACCESS_SHARE, ORDERS);
    }

    private static Scene vacuum() {
        return pileUp().held(30, SHARE_UPDATE_EXCLUSIVE, USERS)
                .type(30, "autovacuum worker")
                .query(30, "autovacuum: VACUUM public.users");
    }

    private static Scene deadlock() {
        return new Scene()
                .held(MIGRATION, ACCESS_EXCLUSIVE, ORDERS)
                .held(REPORT, ACCESS_SHARE, USERS)
                .awaited(REPORT, ACCESS_SHARE, ORDERS)
                .awaited(MIGRATION, ACCESS_EXCLUSIVE, USERS)
                .query(MIGRATION, "ALTER TABLE users ADD COLUMN nickname text")
                .crowd(READER, 6, ACCESS_SHARE, USERS);
    }
}
