package lockkeeper.incident;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import lockkeeper.incident.IncidentSettings.Threshold;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class IncidentSettingsTest {
    @Test
    void everythingThatIsWrongIsNamed() {
        assertThatThrownBy(
                        () ->
                                new IncidentSettings(
                                        new Threshold(0, Duration.ofSeconds(-1)),
                                        new Threshold(1, Duration.ofHours(25))))
                .hasMessage(
                        "incidents.alert.queued must be from 1 to 100000, got 0;"
                                + " incidents.alert.sustained must be from 0s to 24h, got -1s;"
                                + " incidents.contention.sustained must be from 0s to 24h, got"
                                + " 25h");
    }
}
