package lockkeeper.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

class GuardSettingsTest {
    @Test
    void theDefaultsOnlyObserve() {
        var defaults = GuardSettings.DEFAULTS;

        assertThat(defaults.mode()).isEqualTo(GuardMode.OBSERVE);
        assertThat(defaults.queued()).isEqualTo(5);
        assertThat(defaults.sustained()).isEqualTo(Duration.ofSeconds(2));
        assertThat(defaults.budget()).isZero();
        assertThat(defaults.holders()).isTrue();
        assertThat(defaults.action()).isEqualTo(Action.CANCEL);
        assertThat(defaults.terminateAfter()).isEqualTo(Duration.ofSeconds(3));
        assertThat(defaults.cooldown()).isEqualTo(Duration.ofSeconds(1));
        assertThat(defaults.maxActions()).isEqualTo(6);
        assertThat(defaults.per()).isEqualTo(Duration.ofMinutes(10));
        assertThat(defaults.protect().commands()).containsExactly(new NamePattern("LOCK TABLE"));
        assertThat(defaults.only()).isEqualTo(Filter.NONE);
        assertThat(defaults.killSwitch()).isNull();
    }

    @Test
    void everythingThatIsWrongIsNamed() {
        assertThatThrownBy(
                        () ->
                                new Rules()
                                        .queued(0)
                                        .sustained(Duration.ofMillis(-1))
                                        .budget(Duration.ofSeconds(-1))
                                        .maxActions(1001)
                                        .per(Duration.ZERO)
                                        .settings())
                .hasMessage(
                        "guard.queued must be from 1 to 100000, got 0;"
                                + " guard.sustained must be from 0s to 1h, got -1ms;"
                                + " guard.budget must not be negative;"
                                + " guard.max_actions must be from 1 to 1000, got 1001;"
                                + " guard.per must be from 1s to 24h, got 0s");
    }

    @Test
    void theLimitsThemselvesAreAllowed() {
        var settings =
                new Rules()
                        .queued(1)
                        .sustained(Duration.ZERO)
                        .maxActions(1000)
                        .per(Duration.ofHours(24))
                        .settings();

        assertThat(settings.sustained()).isZero();
    }

    @Test
    void patternsAreEqualWhenWrittenTheSame() {
        var one = new Filter(List.of(new NamePattern("a.*")), null, null, null, null);
        var same = new Filter(List.of(new NamePattern("a.*")), null, null, null, null);
        var other = new Filter(List.of(new NamePattern("b.*")), null, null, null, null);

        assertThat(one).isEqualTo(same).hasSameHashCodeAs(same).isNotEqualTo(other);
    }

    @Test
    void patternsMatchTheWholeName() {
        var pattern = new NamePattern("app_.*|dba");

        assertThat(pattern.matches("app_web")).isTrue();
        assertThat(pattern.matches("dba")).isTrue();
        assertThat(pattern.matches("dba2")).isFalse();
        assertThat(pattern.matches("my_app_web")).isFalse();
    }
}
