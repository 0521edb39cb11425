package lockkeeper.guard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;

/// So many actions within a period, and then a pause of that length.
class CircuitTest {
    private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");
    private static final GuardSettings TWO_A_MINUTE =
            new Rules().maxActions(2).per(Duration.ofMinutes(1)).settings();

    private final Circuit circuit = new Circuit();

    private boolean allows(int second) {
        return circuit.allows(START.plusSeconds(second), TWO_A_MINUTE);
    }

    @Test
    void whatIsLongerAgoThanThePeriodDoesNotCount() {
        circuit.count(START);
        circuit.count(START.plusSeconds(30));
        assertThat(allows(61)).isTrue();
        circuit.count(START.plusSeconds(61));
        assertThat(allows(62)).isFalse();
    }

    @Test
    void aClockThatIsSetBackPutsNothingOffForLongerThanThePeriod() {
        circuit.count(START.plusSeconds(3600));
        circuit.count(START.plusSeconds(3600));
        assertThat(allows(3601)).isFalse();
        circuit.restart(START, TWO_A_MINUTE);
        assertThat(allows(59)).isFalse();
        assertThat(allows(60)).isTrue();

        circuit.count(START.plusSeconds(3600));
        circuit.count(START.plusSeconds(3600));
        circuit.restart(START.plusSeconds(100), TWO_A_MINUTE);
        assertThat(allows(161)).isTrue();
    }

    @Test
    void anOpenOneClosesByItselfAfterThePeriod() {
        circuit.count(START);
        circuit.count(START);
        assertThat(allows(1)).isFalse();
        assertThat(circuit.openUntil(START.plusSeconds(2))).isEqualTo(START.plusSeconds(61));
        assertThat(allows(60)).isFalse();
        assertThat(circuit.openUntil(START.plusSeconds(61))).isNull();
        assertThat(allows(61)).isTrue();
    }
}
