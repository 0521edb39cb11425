package lockkeeper.incident;

import static lockkeeper.graph.Scene.ORDERS;
import static lockkeeper.graph.Scene.USERS;
import static lockkeeper.lock.LockMode.ACCESS_EXCLUSIVE;
import static lockkeeper.lock.LockMode.ACCESS_SHARE;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.graph.Scene;
import lockkeeper.lock.Backend;
import lockkeeper.lock.LockTarget;

import org.junit.jupiter.api.Test;

class WorstMomentTest {
    @Test
    void keepsTheHeadOfTheQueueAndOfTheTextsOnlyWhatMayBeShown() {
        var graph =
                new Scene()
                        .held(1, ACCESS_EXCLUSIVE, USERS)
                        .query(1, "ALTER ROLE app PASSWORD 'hush'")
                        .crowd(2, 500, ACCESS_SHARE, USERS)
                        .graph();
        var kept = WorstMoment.cut(graph, USERS, query -> query == null ? null : "shown");
        assertThat(kept.locks().getFirst().waiters()).hasSize(100);
        assertThat(kept.backends()).hasSize(101);
        assertThat(kept.backends().values()).extracting(Backend::query).containsOnly("shown");
    }

    @Test
    void ofManyQueuesItKeepsTheOneThatItIsAboutAndAFew() {
        var scene = new Scene();
        for (var table = 0; table < 50; table++)
            scene.held(1, ACCESS_EXCLUSIVE, LockTarget.relation(5, 2000 + table))
                    .crowd(
                            1000 + table * 10,
                            10,
                            ACCESS_SHARE,
                            LockTarget.relation(5, 2000 + table));
        var last = LockTarget.relation(5, 2049);
        scene.held(2, ACCESS_SHARE, ORDERS).awaited(1, ACCESS_EXCLUSIVE, ORDERS);
        var kept = WorstMoment.cut(scene.graph(), last, query -> query);
        assertThat(kept.locks().getFirst().target()).isEqualTo(last);
        assertThat(kept.locks().get(1).target()).as("what its holder waits for").isEqualTo(ORDERS);
        assertThat(kept.locks()).hasSize(19);
        assertThat(kept.backends()).hasSize(182);
    }

    @Test
    void longTextsAreCut() {
        var graph =
                new Scene()
                        .held(1, ACCESS_EXCLUSIVE, USERS)
                        .query(1, "x".repeat(999) + "\uD83D\uDE00 and more")
                        .crowd(2, 1, ACCESS_SHARE, USERS)
                        .graph();
        var kept = WorstMoment.cut(graph, USERS, query -> query);
        assertThat(kept.backends().values())
                .extracting(Backend::query)
                .contains("x".repeat(999) + "…");
    }
}
