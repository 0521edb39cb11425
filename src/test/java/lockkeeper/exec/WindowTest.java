package lockkeeper.exec;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.guard.Filter;
import lockkeeper.guard.GuardSettings;
import lockkeeper.guard.NamePattern;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.List;

class WindowTest {
    private static final List<NamePattern> SOMEBODY = List.of(new NamePattern("somebody"));

    @Test
    void whomItLeavesOutIsToldByWhichOption() {
        assertThat(whyLeft(SOMEBODY, null)).isEqualTo("its user is not one of --only-user");
        assertThat(whyLeft(null, SOMEBODY))
                .isEqualTo("its application is not one of --only-application");
        assertThat(whyLeft(SOMEBODY, SOMEBODY))
                .isEqualTo("--only-user or --only-application leaves it out");
    }

    private static String whyLeft(
            @Nullable List<NamePattern> users, @Nullable List<NamePattern> applications) {
        var only = new Filter(users, applications, null, null, null);
        return new Window(GuardSettings.DEFAULTS, only, "psql").inForce().uncovered();
    }
}
