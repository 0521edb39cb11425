package lockkeeper.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import lockkeeper.lock.BackendId;
import lockkeeper.lock.HeldLock;
import lockkeeper.lock.LockMode;
import lockkeeper.lock.LockTarget;
import lockkeeper.watch.SnapshotFailed;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

class SparingHoldersTest {
    private static final HeldLock LOCK =
            new HeldLock(
                    LockTarget.relation(5, 1001),
                    new BackendId(7, Instant.EPOCH),
                    LockMode.ACCESS_SHARE,
                    "3/4");

    private long now = -1_000_000_000_000L;
    private int asked;
    private Duration cost = Duration.ofMillis(1);
    private final SparingHolders holders = new SparingHolders(this::answer, () -> now);

    private boolean answer(HeldLock lock) {
        asked++;
        pass(cost);
        return false;
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Test
    void shortQuestionsAreAskedAtOnce() throws Exception {
        for (var i = 0; i < 20; i++) assertThat(holders.stillHeld(LOCK)).isFalse();
        assertThat(asked).isEqualTo(20);
    }

    @Test
    void longOnesTakeNoMoreThanATwentiethOfTheTime() throws Exception {
        cost = Duration.ofMillis(500);
        var begun = now;
        while (now - begun < Duration.ofMinutes(10).toNanos()) {
            holders.stillHeld(LOCK);
            pass(Duration.ofMillis(100));
        }
        assertThat(asked * cost.toMillis()).isBetween(25_000L, 31_000L);
    }

    @Test
    void whoMayNotBeAskedAboutIsTakenToRemain() throws Exception {
        cost = Duration.ofMillis(500);
        assertThat(holders.stillHeld(LOCK)).isFalse();
        assertThat(holders.stillHeld(LOCK)).isTrue();
        assertThat(asked).isEqualTo(1);
    }

    @Test
    void aQuestionThatFailsCostsAsMuch() throws Exception {
        var failing =
                new SparingHolders(
                        lock -> {
                            answer(lock);
                            throw new SnapshotFailed(
                                    SnapshotFailed.Reason.TIMEOUT, "slow", new IOException());
                        },
                        () -> now);
        cost = Duration.ofSeconds(1);
        assertThatThrownBy(() -> failing.stillHeld(LOCK)).isInstanceOf(SnapshotFailed.class);
        assertThat(failing.stillHeld(LOCK)).isTrue();
    }
}
