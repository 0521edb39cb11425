package lockkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;

class TreeCommandTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "here:9753",
                "ftp://here",
                "http://",
                "http://a b",
                "http://a%",
                "http://here/path",
                "http://me:s3cret@127.0.0.1:1",
                "http://me:s3cret@127.0.0.1:1/path",
                "http://s3cret@127.0.0.1:1"
            })
    void whatNoDaemonCanBeAtIsRefusedAndNotRepeated(String address) {
        var run = Run.of(new TreeCommand(Map.of(), () -> {}), "tree", "--from", address);
        assertThat(run.code()).isEqualTo(Cli.USAGE);
        assertThat(run.err())
                .startsWith("lockkeeper: --from must be an address such as http://127.0.0.1:9753")
                .doesNotContain("s3cret");
    }
}
