package lockkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;

import lockkeeper.notify.AlertSettings;
import lockkeeper.notify.SlackSettings;
import lockkeeper.notify.WebhookSettings;
import lockkeeper.setting.Secret;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

class TestAlertFindingsTest {
    @Test
    void eachReceiverGetsAMessageAndItsAddressStaysSecret() throws Exception {
        var bodies = new ArrayList<String>();
        var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var server = HttpServer.create(loopback, 0);
        server.createContext(
                "/",
                exchange -> {
                    bodies.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
                    var isSlack = exchange.getRequestURI().getPath().equals("/slack");
                    exchange.sendResponseHeaders(isSlack ? 200 : 404, -1);
                    exchange.close();
                });
        server.start();
        try {
            var url = "http://127.0.0.1:" + server.getAddress().getPort();
            var settings =
                    new AlertSettings(
                            List.of(new SlackSettings(new Secret(url + "/slack"))),
                            List.of(new WebhookSettings(new Secret(url + "/hook"), null)),
                            List.of("127.0.0.1"));

            assertThat(new TestAlertFindings(settings).all())
                    .containsExactly(
                            Finding.ok("alerts", "slack", "127.0.0.1 took a test message"),
                            Finding.missing(
                                    "alerts",
                                    "webhook",
                                    "127.0.0.1 did not take a test message: it answered 404",
                                    "correct its url, or open the way to it"));
            assertThat(bodies).hasSize(2).allMatch(body -> body.contains("This is a test"));
        } finally {
            server.stop(0);
        }
    }
}
