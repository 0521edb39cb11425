package lockkeeper.pg;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.lock.LockMode;
import lockkeeper.lock.LockTarget;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;

/// Of whom the text is fetched where not all can be.
class TextsThatMatterTest {
    private static final LockTarget USERS = LockTarget.relation(5, 1001);
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final int FIRST = 10_001;
    private static final int SECOND = 10_002;

    @Test
    void ofAllMigrationsThoughAThousandReadersAreInTheirWay() {
        var rows = new ArrayList<LockRow>();
        for (var pid = 1; pid <= 1000; pid++) rows.add(row(LockMode.ACCESS_SHARE, true, pid));
        rows.add(row(LockMode.ACCESS_EXCLUSIVE, false, FIRST));
        rows.add(row(LockMode.ACCESS_EXCLUSIVE, false, SECOND));
        var table = new LockTable(NOW, false, Duration.ofSeconds(1), Map.of(USERS, rows), Set.of());
        assertThat(new TextsThatMatter(table).pids()).contains(FIRST, SECOND);
    }

    private static LockRow row(LockMode mode, boolean granted, int pid) {
        return new LockRow(
                USERS, mode, granted, pid, pid + "/1", granted ? null : NOW.plusMillis(pid));
    }
}
