package lockkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;

import lockkeeper.notify.AlertSettings;
import lockkeeper.notify.SlackSettings;
import lockkeeper.notify.WebhookSettings;
import lockkeeper.setting.Secret;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

@Isolated("sets the proxy of the process")
class ReceiverFindingsTest {
    private static List<Finding> findings(String url, String... allowed) {
        var hook = new WebhookSettings(new Secret(url), null);
        return new ReceiverFindings(new AlertSettings(List.of(), List.of(hook), List.of(allowed)))
                .all();
    }

    @Test
    void nobodyToTell() {
        assertThat(new ReceiverFindings(AlertSettings.DEFAULTS).all())
                .containsExactly(Finding.ok("alerts", "receivers", "none"));
    }

    @Test
    void areAskedWithoutBeingSentAnything() throws IOException {
        var asked = new ArrayList<String>();
        var server = answering(302, asked);
        try {
            var url = "http://127.0.0.1:" + server.getAddress().getPort() + "/s3cret";

            assertThat(findings(url, "127.0.0.1"))
                    .containsExactly(
                            Finding.ok(
                                    "alerts",
                                    "webhook",
                                    "127.0.0.1 answers (302); nothing was sent to it"));
            assertThat(asked).containsExactly("HEAD /s3cret");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void onesWhoseWebhookIsNotFoundAreNotCalledWell() throws IOException {
        for (var status : new int[] {404, 410}) {
            var server = answering(status, new ArrayList<>());
            try {
                var url = "http://127.0.0.1:" + server.getAddress().getPort() + "/s3cret";
                var finding = findings(url, "127.0.0.1").getFirst();
                assertThat(finding.state()).isEqualTo(Finding.State.WARN);
                assertThat(finding.detail()).contains("answers " + status, "may be wrong");
                assertThat(finding.mend()).contains("--send-test-alert");
            } finally {
                server.stop(0);
            }
        }
    }

    private static HttpServer answering(int status, List<String> asked) throws IOException {
        var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var server = HttpServer.create(loopback, 0);
        server.createContext(
                "/",
                exchange -> {
                    asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
                    exchange.getResponseHeaders().add("Location", "/elsewhere");
                    exchange.sendResponseHeaders(status, -1);
                    exchange.close();
                });
        server.start();
        return server;
    }

    /// As the messages are sent: a proxy would look elsewhere, and be shown the address.
    @Test
    void areAskedThroughNobodyElse() throws IOException {
        var usual = ProxySelector.getDefault();
        try (var proxy = new ServerSocket(0)) {
            var there =
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.getLocalPort());
            ProxySelector.setDefault(ProxySelector.of(there));
            proxy.setSoTimeout(1);

            assertThat(findings("http://127.0.0.1:1/s3cret", "127.0.0.1").getFirst().detail())
                    .contains("Connection refused");
            assertThatThrownBy(proxy::accept).isInstanceOf(SocketTimeoutException.class);
        } finally {
            ProxySelector.setDefault(usual);
        }
    }

    @Test
    void onesWithPrivateAddressesWantToBeAllowed() {
        var slack = new SlackSettings(new Secret("http://127.0.0.1:1/s3cret"));

        assertThat(
                        new ReceiverFindings(
                                        new AlertSettings(List.of(slack), List.of(), List.of()))
                                .all())
                .containsExactly(
                        Finding.missing(
                                "alerts",
                                "slack",
                                "127.0.0.1 has a private address, which gets no alerts",
                                "add it to alerts.allow_private: [127.0.0.1]"));
    }

    @Test
    void onesThatAreNotThere() throws IOException {
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }

        var finding = findings("http://127.0.0.1:" + port + "/s3cret", "127.0.0.1").getFirst();

        assertThat(finding.state()).isEqualTo(Finding.State.MISSING);
        assertThat(finding.detail()).startsWith("127.0.0.1 does not answer: ");
        assertThat(finding.toString()).doesNotContain("s3cret");
    }

    @Test
    void onesWithoutAnAddress() {
        assertThat(findings("http://nowhere.invalid/s3cret"))
                .containsExactly(
                        Finding.missing(
                                "alerts",
                                "webhook",
                                "nowhere.invalid does not answer: no such host",
                                "correct its url, or open the way to it"));
    }
}
