package lockkeeper.pg;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.lock.LockTarget;
import lockkeeper.lock.RelationName;
import lockkeeper.pg.Directory.Role;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// What is known is told at once, however old, and read again when it is.
class NamesTest {
    private static final LockTarget USERS = LockTarget.relation(5, 1001);
    private static final Role DEPLOY = new Role("deploy", true);

    private long now;
    private final Names names = new Names(() -> now);

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Test
    void anUnknownRoleIsWanted() {
        names.setServer(Map.of(10L, DEPLOY), List.of());
        assertThat(names.role(10)).isEqualTo(DEPLOY);
        assertThat(names.serverWanted()).isFalse();
        assertThat(names.role(11)).isNull();
        assertThat(names.serverWanted()).isTrue();
    }

    @Test
    void whetherARoleIsASuperuserIsReadAgainInTime() {
        names.setServer(Map.of(10L, DEPLOY), List.of());
        pass(Duration.ofMinutes(5));
        assertThat(names.role(10)).isEqualTo(DEPLOY);
        assertThat(names.serverWanted()).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(names.role(10)).isEqualTo(DEPLOY);
        assertThat(names.serverWanted()).isTrue();
        var now = new Role("deploy", false);
        names.setServer(Map.of(10L, now), List.of());
        assertThat(names.role(10)).isEqualTo(now);
        assertThat(names.serverWanted()).isFalse();
    }

    @Test
    void aTablesNameIsReadAgainInTimeAndAnUnknownOneSooner() {
        names.put(5, 1001, null);
        pass(Duration.ofSeconds(5));
        assertThat(names.relation(USERS)).isNull();
        assertThat(names.takeWanted()).isEmpty();
        pass(Duration.ofMillis(1));
        assertThat(names.relation(USERS)).isNull();
        assertThat(names.takeWanted()).containsOnly(Map.entry(5L, List.of(1001L)));

        var name = new RelationName("public", "users", null);
        names.put(5, 1001, name);
        pass(Duration.ofMinutes(5));
        assertThat(names.relation(USERS)).isEqualTo(name);
        assertThat(names.takeWanted()).isEmpty();
        pass(Duration.ofMillis(1));
        assertThat(names.relation(USERS)).isEqualTo(name);
        assertThat(names.takeWanted()).isNotEmpty();
    }

    @Test
    void aNameThatWasReadLongAgoIsOutdated() {
        var name = new RelationName("public", "users", null);
        names.put(5, 1001, name);
        pass(Duration.ofHours(2));
        assertThat(names.relation(USERS)).isEqualTo(name);
        pass(Duration.ofMillis(1));
        assertThat(names.relation(USERS)).isEqualTo(name.asOutdated());
        names.put(5, 1001, name);
        assertThat(names.relation(USERS)).isEqualTo(name);
    }
}
