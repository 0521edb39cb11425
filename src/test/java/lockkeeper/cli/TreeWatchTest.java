package lockkeeper.cli;

import static lockkeeper.cli.TreeScenes.ALTER;
import static lockkeeper.cli.TreeScenes.FIRST_READER;
import static lockkeeper.cli.TreeScenes.REPORT;
import static lockkeeper.cli.TreeScenes.pileUp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import lockkeeper.cli.GraphSource.NoGraph;
import lockkeeper.cli.LiveGraph.Session;
import lockkeeper.graph.Scene;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

class TreeWatchTest {
    /// Somebody who presses one key after the other and looks at what is shown before each.
    private static final class Person implements Display {
        private final Deque<Integer> keys = new ArrayDeque<>();
        private final List<String> shown = new ArrayList<>();
        private final int rows;

        Person(int rows, String keys) {
            this.rows = rows;
            keys.chars().map(key -> key == '.' ? NO_KEY : key).forEach(this.keys::add);
        }

        @Override
        public Screen screen() {
            return new Screen(120, rows, false, true);
        }

        @Override
        public void show(List<Line> lines) {
            assertThat(lines).hasSizeLessThanOrEqualTo(rows);
            shown.add(String.join("\n", lines.stream().map(line -> line.on(screen())).toList()));
        }

        @Override
        public int key(Duration longest) {
            var key = keys.poll();
            return key == null ? NOBODY_THERE : key;
        }
    }

    private static final class Source implements GraphSource {
        private @Nullable Supplier<Scene> scene;
        private final List<Integer> cancelled = new ArrayList<>();
        private int reads;

        Source(Supplier<Scene> scene) {
            this.scene = scene;
        }

        @Override
        public String read() throws NoGraph {
            reads++;
            if (scene == null) throw new NoGraph("away");
            return TreeScenes.json(scene.get());
        }

        @Override
        public String cancel(String target, Session session) {
            cancelled.add(session.pid());
            return "was sent a cancel";
        }

        @Override
        public String caveat() {
            return " No journal tells of it.";
        }

        @Override
        public void close() {}
    }

    private final Source source = new Source(() -> pileUp(50));

    private Person watch(int rows, String keys) throws NoGraph {
        var person = new Person(rows, keys);
        new TreeWatch(source, person, () -> Instant.EPOCH).run();
        return person;
    }

    @Test
    void drawsAnewUntilSomebodyQuits() throws NoGraph {
        var person = watch(24, "..q.....");
        assertThat(source.reads).isEqualTo(3);
        assertThat(person.shown).hasSize(3);
        assertThat(person.shown.getFirst())
                .startsWith("main  PostgreSQL 17.11  12:00:00 UTC  waiting: 51\n50 sessions wait")
                .contains("and 47 more")
                .endsWith("q: quit   p: pause   c: cancel");
    }

    @Test
    void endsWhenTheTerminalHasGone() throws NoGraph {
        assertThat(watch(24, "").shown).hasSize(1);
    }

    @Test
    void pausesAndGoesOn() throws NoGraph {
        var person = watch(24, "p...p.q");
        assertThat(person.shown.get(1)).contains("paused");
        assertThat(person.shown.getLast()).doesNotContain("paused");
        assertThat(source.reads).isEqualTo(3);
    }

    @Test
    void cancelsTheCulpritOnlyAfterAYes() throws NoGraph {
        var person = watch(24, "cnq");
        assertThat(source.cancelled).isEmpty();
        assertThat(person.shown.get(1))
                .contains("Cancel the ALTER TABLE of pid 8891 (test, user app)?")
                .contains("That would release 50 sessions.")
                .contains("No journal tells of it.");
        person = watch(24, "cy.q");
        assertThat(source.cancelled).containsExactly(ALTER);
        assertThat(person.shown.getLast()).contains("00:00:00 UTC  pid 8891 was sent a cancel");
    }

    @Test
    void asksAboutTheOneWhoWasMeantThen() throws NoGraph {
        var person = new Person(24, "c.q");
        source.scene = () -> person.shown.size() < 2 ? pileUp(50) : new Scene();
        person.keys.clear();
        for (var key : "cyq".toCharArray()) person.keys.add((int) key);
        new TreeWatch(source, person, () -> Instant.EPOCH).run();
        assertThat(source.cancelled).containsExactly(ALTER);
    }

    @Test
    void anotherPidCanBeTyped() throws NoGraph {
        var person = watch(24, "c" + FIRST_READER + "yq");
        assertThat(source.cancelled).containsExactly(FIRST_READER);
        assertThat(person.shown.get(5)).contains("of pid 9000").contains("release nobody");
    }

    @Test
    void aPidThatIsNotThereIsRefused() throws NoGraph {
        var person = watch(24, "c77yq");
        assertThat(source.cancelled).isEmpty();
        assertThat(person.shown.get(3)).contains("No session with pid 77 waits or blocks here");
    }

    @Test
    void oneWhoIdlesIsNotCancelledInVain() throws NoGraph {
        source.scene = () -> pileUp(5).state(REPORT, "idle in transaction");
        var person = watch(24, "c8702yq");
        assertThat(source.cancelled).isEmpty();
        assertThat(person.shown.get(5)).contains("a cancel would do nothing");
    }

    @Test
    void withoutDdlNobodyIsProposed() throws NoGraph {
        source.scene = Scene::new;
        var person = watch(24, "cyq");
        assertThat(source.cancelled).isEmpty();
        assertThat(person.shown.get(1))
                .contains("No DDL holds others up")
                .doesNotContain("journal");
    }

    @Test
    void arrowKeysAreNoAnswers() throws NoGraph {
        watch(24, "c\u001b[1;5Ayq");
        assertThat(source.cancelled).isEmpty();
        watch(24, "\u001b[Aq");
        assertThat(source.cancelled).isEmpty();
    }

    @Test
    void aSmallScreenIsNotOverrun() throws NoGraph {
        for (var rows = 6; rows < 13; rows++)
            assertThat(watch(rows, "cq").shown.getFirst()).contains("more lines");
    }

    @Test
    void aServerThatGoesAwayIsSaidAndTheOldPictureStays() throws NoGraph {
        var person = new Person(24, "..q");
        var reads = new int[1];
        source.scene =
                () -> {
                    if (++reads[0] > 1) source.scene = null;
                    return pileUp(50);
                };
        new TreeWatch(source, person, () -> Instant.EPOCH).run();
        assertThat(person.shown.getLast()).contains("away").contains("pid 8891");
    }

    @Test
    void aServerThatWasNeverThereIsAFailure() {
        source.scene = null;
        assertThatThrownBy(() -> watch(24, "q")).isInstanceOf(NoGraph.class).hasMessage("away");
    }
}
