package lockkeeper.graph;

import static lockkeeper.graph.Scene.ORDERS;
import static lockkeeper.graph.Scene.USERS;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.lock.LockMode;
import lockkeeper.lock.PreparedTransaction;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Random;

class BlockersTest {
    private static final int MOST = 3;

    /// Sessions at random, of which some hold what they await more of, and some are workers.
    private static Scene crowd(long seed) {
        var random = new Random(seed);
        var modes = LockMode.values();
        var scene = new Scene();
        var prepared = new PreparedTransaction("-1/7", 5, "p");
        scene.held(prepared, modes[random.nextInt(3)], USERS);
        for (var pid = 1; pid <= 12; pid++) {
            var mode = modes[random.nextInt(modes.length)];
            var lock = random.nextInt(3) == 0 ? ORDERS : USERS;
            if (random.nextInt(3) == 0) scene.held(pid, mode, lock);
            if (random.nextInt(4) > 0)
                scene.awaited(pid, modes[random.nextInt(modes.length)], lock);
        }
        scene.worker(20, 2).awaited(20, modes[random.nextInt(modes.length)], USERS);
        return scene.worker(21, 2).awaited(21, modes[random.nextInt(modes.length)], ORDERS);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void areTheEdgesInShort(long seed) {
        var graph = crowd(seed).graph();
        var blockers = graph.blockers(MOST);

        assertThat(blockers.keySet()).isEqualTo(graph.waiters());
        for (var waiter : graph.waiters()) {
            var edges = graph.edgesOf(waiter);
            var holders = edges.stream().filter(Edge.Hard.class::isInstance).count();
            var first = edges.stream().limit(MOST).map(Edge::blocker).toList();
            assertThat(blockers.get(waiter))
                    .isEqualTo(new Blockers(first, (int) holders, edges.size()));
        }
    }

    @Test
    void nobodyBlocksWhoDoesNotWait() {
        var graph = new Scene().held(1, LockMode.ACCESS_SHARE, USERS).graph();

        assertThat(graph.blockers(MOST)).isEmpty();
    }
}
