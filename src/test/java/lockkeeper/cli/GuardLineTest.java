package lockkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.guard.Action;
import lockkeeper.guard.Filter;
import lockkeeper.guard.GuardMode;
import lockkeeper.guard.GuardSettings;
import lockkeeper.guard.NamePattern;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

class GuardLineTest {
    @Test
    void hasEveryValueByItsKey() {
        assertThat(new GuardLine(GuardSettings.DEFAULTS))
                .hasToString(
                        "mode=observe queued=5 sustained=2s budget=0 holders=true action=cancel"
                                + " terminate_after=3s cooldown=1s max_actions=6 per=10m"
                                + " protect.commands=[LOCK TABLE]");
    }

    @Test
    void hasListsWhereTheyMeanSomething() {
        var guard =
                new GuardSettings(
                        GuardMode.ENFORCE,
                        1,
                        Duration.ZERO,
                        Duration.ofMillis(12_500),
                        false,
                        Action.TERMINATE,
                        Duration.ZERO,
                        Duration.ZERO,
                        1,
                        Duration.ofHours(1),
                        new Filter(List.of(), null, null, List.of(new NamePattern("a.*")), null),
                        new Filter(List.of(), null, null, null, null),
                        Path.of("/run/stop"));

        assertThat(new GuardLine(guard))
                .hasToString(
                        "mode=enforce queued=1 sustained=0s budget=12.5 holders=false"
                                + " action=terminate terminate_after=0s cooldown=0s max_actions=1"
                                + " per=1h protect.relations=[a.*] only.users=[]"
                                + " kill_switch=/run/stop");
    }
}
