package lockkeeper.web;

import io.javalin.config.JettyConfig;

import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

import java.time.Duration;

/// How the HTTP server meets the network: small, with a limit to everything a client may take.
final class Connector {
    private static final int LARGEST_HEADERS = 8 * 1024;
    private static final int BUFFER = 16 * 1024;
    private static final int MOST_CONNECTIONS = 1000;
    private static final Duration IDLE = Duration.ofSeconds(20);

    private final Listen listen;
    private final Problems problems;

    Connector(Listen listen, Problems problems) {
        this.listen = listen;
        this.problems = problems;
    }

    void configure(JettyConfig jetty) {
        jetty.modifyHttpConfiguration(Connector::limit);
        jetty.modifyServer(server -> server.setErrorHandler(problems));
        jetty.modifyServletContextHandler(handler -> handler.setErrorHandler(problems));
        jetty.addConnector(this::connector);
    }

    private static void limit(HttpConfiguration http) {
        http.setRequestHeaderSize(LARGEST_HEADERS);
        http.setOutputBufferSize(BUFFER);
        http.setSendServerVersion(false);
        http.addCustomizer(new SafeHeaders());
    }

    private ServerConnector connector(Server server, HttpConfiguration http) {
        var connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(listen.host());
        connector.setPort(listen.port());
        connector.setIdleTimeout(IDLE.toMillis());
        connector.addBean(new Impatience(connector.getScheduler(), IDLE));
        connector.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, connector));
        return connector;
    }
}
