package lockkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

class HealthcheckCommandTest {
    private final HttpServer server;
    private volatile int status = 200;

    HealthcheckCommandTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void answer() {
        server.createContext(
                "/healthz",
                exchange -> {
                    exchange.sendResponseHeaders(status, -1);
                    exchange.close();
                });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void isContentWithAnOk() {
        assertThat(ask(url())).isEqualTo(new Run(Cli.OK, "", ""));
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 302, 421, 503})
    void isNotContentWithAnythingElse(int other) {
        status = other;
        failed(ask(url()), "answers " + other);
    }

    @Test
    void saysThatNobodyAnswers() {
        server.stop(0);
        failed(ask(url()), "does not answer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "file:/etc/passwd", "ftp://h/"})
    void refusesWhatIsNoHttpAddress(String address) {
        failed(ask(address), "is not an http address");
    }

    @Test
    void refusesAPasswordInTheAddressAndDoesNotRepeatIt() {
        var run = ask("http://me:s3cret@127.0.0.1:1/healthz");
        failed(run, "is not an http address");
        assertThat(run.err()).doesNotContain("s3cret");
    }

    private static void failed(Run run, String said) {
        assertThat(run.code()).isEqualTo(Cli.FAILED);
        assertThat(run.err()).contains(said).hasLineCount(1);
    }

    private static Run ask(String url) {
        return Run.of(new HealthcheckCommand(), "healthcheck", "--url", url);
    }

    private String url() {
        return "http://127.0.0.1:%d/healthz".formatted(server.getAddress().getPort());
    }
}
