package lockkeeper.web;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.util.JavalinBindException;

import lockkeeper.incident.Incidents;

import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;

import java.time.InstantSource;
import java.util.List;

/// The HTTP server: metrics, probes, JSON and the page.
public final class WebServer implements AutoCloseable {
    private static final int LARGEST_BODY = 16 * 1024;
    private static final int LARGEST_HEADERS = 8 * 1024;

    private final HttpSettings settings;
    private final Javalin javalin;

    public WebServer(
            HttpSettings settings,
            List<Target> targets,
            Incidents incidents,
            Exposition metrics,
            InstantSource clock) {
        this.settings = settings;
        var json = new Json();
        var known = new Targets(targets);
        var api = new Api(known, incidents, json);
        var probes = new Probes(new Readiness(known, clock), metrics, json);
        var problems = new Problems(json);
        var gate = new Gate(settings);
        this.javalin =
                Javalin.create(
                        config -> {
                            basics(config);
                            jetty(config, problems);
                            config.routes.before(gate::check);
                            problems.register(config.routes);
                            probes.register(config.routes);
                            api.register(config.routes);
                        });
    }

    private static void basics(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.concurrency.useVirtualThreads = true;
        config.http.maxRequestSize = LARGEST_BODY;
        config.http.prefer405over404 = true;
        config.http.compressionStrategy = CompressionStrategy.NONE;
    }

    private static void jetty(JavalinConfig config, Problems problems) {
        config.jetty.modifyHttpConfiguration(WebServer::http);
        config.jetty.modifyServer(server -> server(server, problems));
        config.jetty.modifyServletContextHandler(handler -> handler.setErrorHandler(problems));
    }

    private static void http(HttpConfiguration http) {
        http.setRequestHeaderSize(LARGEST_HEADERS);
        http.setSendServerVersion(false);
        http.setSendDateHeader(true);
        http.addCustomizer(new SafeHeaders());
    }

    private static void server(Server server, Problems problems) {
        server.setErrorHandler(problems);
    }

    /// @throws CannotListen if the address cannot be used
    public void start() throws CannotListen {
        var listen = settings.listen();
        try {
            javalin.start(listen.host(), listen.port());
        } catch (JavalinBindException e) {
            throw new CannotListen(
                    "http.listen %s is in use by another program".formatted(listen), e);
        }
    }

    /// The port on which we listen: a free one was taken if 0 was configured.
    public int port() {
        return javalin.port();
    }

    @Override
    public void close() {
        javalin.stop();
    }
}
