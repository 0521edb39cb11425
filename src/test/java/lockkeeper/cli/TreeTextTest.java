package lockkeeper.cli;

import static lockkeeper.cli.TreeScenes.ALTER;
import static lockkeeper.cli.TreeScenes.FIRST_READER;
import static lockkeeper.cli.TreeScenes.REPORT;
import static lockkeeper.cli.TreeScenes.drawn;
import static lockkeeper.cli.TreeScenes.pileUp;
import static lockkeeper.graph.Scene.ORDERS;
import static lockkeeper.graph.Scene.USERS;
import static lockkeeper.lock.LockMode.ACCESS_EXCLUSIVE;
import static lockkeeper.lock.LockMode.ACCESS_SHARE;
import static lockkeeper.lock.LockMode.EXCLUSIVE;
import static lockkeeper.lock.LockMode.SHARE;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.cli.GraphSource.NoGraph;
import lockkeeper.graph.Scene;
import lockkeeper.guard.PileUps;
import lockkeeper.incident.Sentence;
import lockkeeper.lock.Backend;
import lockkeeper.lock.LockMode;
import lockkeeper.lock.LockTarget;
import lockkeeper.lock.PreparedTransaction;

import org.junit.jupiter.api.Test;

import java.util.List;

class TreeTextTest {
    private static final Screen WIDE = Screen.none(1000, true);

    @Test
    void nobodyWaitsIsOneLine() throws NoGraph {
        assertThat(drawn(new Scene(), WIDE))
                .containsExactly("All is well: nobody waits for a lock.");
    }

    @Test
    void aPileUpIsTheSentenceOfThePageAndATree() throws NoGraph {
        var graph = pileUp(50).graph();
        assertThat(drawn(pileUp(50), WIDE))
                .containsExactly(
                        Sentence.of(graph, PileUps.of(graph).getFirst()),
                        "",
                        "pid 8702  test, user app  holds ACCESS SHARE on public.users, active, in"
                                + " its transaction for 1.5 s  SELECT country, count(*) FROM users"
                                + " GROUP BY country",
                        "└─ pid 8891 (ending it releases 50)  test, user app  waits 0.5 s for"
                            + " ACCESS EXCLUSIVE on public.users  ALTER TABLE users ADD COLUMN seen"
                            + " timestamptz",
                        "   ├╌ pid 9000  test, user app  waits 0.5 s for ROW EXCLUSIVE on"
                                + " public.users  SELECT ?",
                        "   ├╌ pid 9001  test, user app  waits 0.5 s for ROW EXCLUSIVE on"
                                + " public.users  SELECT ?",
                        "   ├╌ pid 9002  test, user app  waits 0.5 s for ROW EXCLUSIVE on"
                                + " public.users  SELECT ?",
                        "   └╌ … and 47 more",
                        "── behind a lock that is held   ╌╌ behind one that itself waits in line");
    }

    @Test
    void withoutUnicodeItIsAscii() throws NoGraph {
        var lines = drawn(pileUp(50), Screen.none(60, false));
        assertThat(lines).allMatch(line -> line.matches("\\p{ASCII}{0,60}"));
        assertThat(lines)
                .anyMatch(line -> line.startsWith("`-- pid 8891"))
                .anyMatch(line -> line.startsWith("    |.. pid 9000") && line.endsWith("..."))
                .contains("    `.. ... and 47 more");
    }

    @Test
    void noLineIsWiderThanTheScreen() throws NoGraph {
        for (var columns = 1; columns < 200; columns += 7)
            for (var line : drawn(pileUp(50), Screen.none(columns, true)))
                // a single word may be longer than the narrowest screens
                if (columns > 20) assertThat(TextWidth.of(line)).isLessThanOrEqualTo(columns);
    }

    @Test
    void coloursOnlyWhereTheyAreUnderstood() throws NoGraph {
        assertThat(String.join("\n", drawn(pileUp(5), WIDE))).doesNotContain("\u001b");
        var coloured = drawn(pileUp(5), new Screen(80, 24, true, true));
        assertThat(coloured).anyMatch(line -> line.contains("\u001b[1;31mpid 8891"));
        for (var line : coloured) {
            var bare = line.replaceAll("\u001b\\[[\\d;]*m", "");
            assertThat(bare).doesNotContain("\u001b");
            assertThat(TextWidth.of(bare)).isLessThanOrEqualTo(80);
        }
    }

    @Test
    void whateverTheServerSaysCannotDisturbTheTerminal() throws NoGraph {
        var evil = "a\u001b[2J\u001b]0;owned\u0007\r\n\u202e\u2028\u0000\u009b31m" + "x".repeat(50);
        var scene = pileUp(5);
        for (var pid : List.of(REPORT, ALTER, FIRST_READER))
            scene.with(pid, b -> named(b, evil)).query(pid, "SELECT \"" + evil + "\"");
        for (var line : drawn(scene, WIDE))
            assertThat(line).doesNotContainPattern("\\p{C}|\u2028|\u2029");
        assertThat(drawn(scene, WIDE)).anyMatch(line -> line.contains("a?[2J?]0;owned?"));
    }

    private static Backend named(Backend b, String name) {
        return new Backend(
                b.id(),
                b.type(),
                b.leaderPid(),
                b.databaseOid(),
                name,
                b.userOid(),
                name,
                b.superuser(),
                name,
                b.client(),
                b.state(),
                b.waitEventType(),
                b.waitEvent(),
                b.xactStart(),
                b.queryStart(),
                b.stateChange(),
                b.writes(),
                b.query());
    }

    @Test
    void oneWhoIdlesInTheTransactionSaysSo() throws NoGraph {
        var scene =
                new Scene()
                        .held(1, EXCLUSIVE, USERS)
                        .state(1, "idle in transaction")
                        .awaited(2, EXCLUSIVE, USERS);
        assertThat(drawn(scene, WIDE).get(2))
                .startsWith(
                        "pid 1 (ending it releases 1)  test, user app  holds EXCLUSIVE on"
                                + " public.users, idles in its transaction for 0.6 s");
    }

    @Test
    void whoWaitsBehindSeveralIsShownOnceAndSaysSo() throws NoGraph {
        var scene =
                new Scene()
                        .held(1, ACCESS_SHARE, USERS)
                        .held(2, ACCESS_SHARE, USERS)
                        .awaited(3, ACCESS_EXCLUSIVE, USERS)
                        .awaited(4, ACCESS_EXCLUSIVE, USERS);
        var lines = drawn(scene, WIDE);
        assertThat(lines).filteredOn(line -> line.contains("pid 3  ")).hasSize(1);
        assertThat(lines)
                .anyMatch(line -> line.contains("─ pid 3") && line.contains(", behind 1 more"))
                .anyMatch(line -> line.contains("─ pid 4") && line.contains(", behind 2 more"));
    }

    @Test
    void preparedTransactionsAreToldApart() throws NoGraph {
        var one = new PreparedTransaction("-1/1", 5, "gid one");
        var two = new PreparedTransaction("-1/2", 5, "gid two");
        var scene =
                new Scene()
                        .held(one, EXCLUSIVE, USERS)
                        .held(two, EXCLUSIVE, ORDERS)
                        .awaited(3, EXCLUSIVE, USERS)
                        .awaited(4, EXCLUSIVE, ORDERS);
        var lines = drawn(scene, WIDE);
        assertThat(after(lines, "prepared transaction 'gid one'")).startsWith("└─ pid 3");
        assertThat(after(lines, "prepared transaction 'gid two'")).startsWith("└─ pid 4");
    }

    private static String after(List<String> lines, String start) {
        for (var i = 0; i < lines.size() - 1; i++)
            if (lines.get(i).startsWith(start)) return lines.get(i + 1);
        return "";
    }

    @Test
    void aParallelQueryIsOneSession() throws NoGraph {
        var scene =
                new Scene()
                        .held(1, ACCESS_EXCLUSIVE, USERS)
                        .awaited(11, ACCESS_SHARE, USERS)
                        .worker(11, 10);
        assertThat(drawn(scene, WIDE))
                .anyMatch(line -> line.startsWith("└─ pid 10") && line.contains("parallel worker"))
                .noneMatch(line -> line.contains("pid 11"));
    }

    @Test
    void aCircleEnds() throws NoGraph {
        var scene =
                new Scene()
                        .held(1, EXCLUSIVE, USERS)
                        .held(2, EXCLUSIVE, ORDERS)
                        .awaited(1, EXCLUSIVE, ORDERS)
                        .awaited(2, EXCLUSIVE, USERS)
                        .awaited(3, EXCLUSIVE, USERS);
        var lines = drawn(scene, WIDE);
        assertThat(lines).anyMatch(line -> line.contains("and so, by way of others, for itself"));
        for (var pid : List.of("pid 1 ", "pid 2 ", "pid 3 "))
            assertThat(lines.subList(2, lines.size()).stream().filter(l -> l.contains(pid)))
                    .hasSize(1);
    }

    @Test
    void aLongChainIsCutInDepth() throws NoGraph {
        var scene = new Scene();
        for (var pid = 1; pid <= 300; pid++) {
            scene.held(pid, EXCLUSIVE, LockTarget.transaction("" + pid));
            if (pid > 1) scene.awaited(pid, LockMode.SHARE, LockTarget.transaction("" + (pid - 1)));
        }
        var lines = drawn(scene, WIDE);
        assertThat(lines).hasSizeLessThan(20).anyMatch(line -> line.endsWith("… and 287 more"));
    }

    @Test
    void manyStemsAreFoldedWithAllBehindThem() throws NoGraph {
        var scene = new Scene().held(1, SHARE, USERS);
        for (var pid = 10; pid < 40; pid++) {
            var own = LockTarget.relation(5, 5000 + pid);
            scene.awaited(pid, ACCESS_EXCLUSIVE, USERS).held(pid, EXCLUSIVE, own);
            scene.awaited(pid + 1000, EXCLUSIVE, own);
        }
        var lines = drawn(scene, WIDE);
        assertThat(lines).hasSizeLessThan(25).anyMatch(line -> line.endsWith("… and 44 more"));
    }

    @Test
    void aRoleThatSeesNothingConcludesNothing() throws NoGraph {
        assertThat(drawn(new Scene().hidden(), WIDE))
                .anyMatch(line -> line.contains("pg_monitor"))
                .contains("No session that we may see waits for a lock.");
    }
}
