package lockkeeper.ops;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.pg.PostgresServer;
import lockkeeper.pg.Targets;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.util.Objects;

/// The server of the try-out, as its own script sets it up.
class TryOutIT {
    @Test
    void theScriptMakesARoleThatMayDoAllAndATableToQueueUpFor() throws Exception {
        var script = Compose.read().mounts("postgres").values().iterator().next();
        try (var server = PostgresServer.of(PostgresServer.majors().getLast()).start()) {
            server.execute(Files.readString(script));
            assertThat(server.query("SELECT tableowner FROM pg_tables WHERE tablename = 'users'"))
                    .isEqualTo("deploy");
            try (var target = Targets.open(server, "lockkeeper")) {
                var facts = Objects.requireNonNull(target.source().facts());
                assertThat(facts.seesOthers()).isTrue();
                assertThat(facts.signalsOthers()).isTrue();
            }
        }
    }
}
