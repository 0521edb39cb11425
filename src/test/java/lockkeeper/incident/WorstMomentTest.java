package lockkeeper.incident;

import static lockkeeper.graph.Scene.USERS;
import static lockkeeper.lock.LockMode.ACCESS_EXCLUSIVE;
import static lockkeeper.lock.LockMode.ACCESS_SHARE;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.graph.Scene;
import lockkeeper.lock.Backend;

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
        var kept = WorstMoment.cut(graph, query -> query == null ? null : "shown");
        assertThat(kept.locks().getFirst().waiters()).hasSize(100);
        assertThat(kept.backends()).hasSize(101);
        assertThat(kept.backends().values()).extracting(Backend::query).containsOnly("shown");
    }
}
