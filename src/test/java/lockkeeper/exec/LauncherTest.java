package lockkeeper.exec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.Map;

@Timeout(20)
class LauncherTest {
    @Test
    void aSignalThatCameJustBeforeIsPassedOn() throws Exception {
        var signals = new Signals();
        signals.receive(Sign.TERM);
        assertThat(new Launcher(signals).run(List.of("sleep", "30"), Map.of())).isEqualTo(143);
    }
}
