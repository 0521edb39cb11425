package lockkeeper.web;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.util.JavalinException;

import lockkeeper.deploy.Deploys;
import lockkeeper.guard.Journal;
import lockkeeper.incident.Incidents;

import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;

/// The HTTP server: metrics, probes, JSON, live events and the page.
public final class WebServer implements AutoCloseable {
    private static final int LARGEST_BODY = 16 * 1024;

    private final HttpSettings settings;
    private final LiveFeed feed;
    private volatile Gate gate;
    private final Javalin javalin;

    /// @param nanoTime the clock of [lockkeeper.watch.Observation#begunAt()]
    public WebServer(
            HttpSettings settings,
            List<Target> targets,
            Incidents incidents,
            Deploys deploys,
            Journal journal,
            Exposition metrics,
            LiveFeed feed,
            InstantSource clock,
            LongSupplier nanoTime,
            Preflights preflights,
            Runnable quit) {
        this.settings = settings;
        this.feed = feed;
        this.gate = new Gate(settings);
        var json = new Json();
        var known = new Targets(targets, () -> gate.changesRefused());
        var api = new Api(known, incidents, json);
        var problems = new Problems(json);
        this.javalin =
                Javalin.create(
                        config -> {
                            basics(config);
                            new Connector(settings.listen(), problems).configure(config.jetty);
                            var routes = config.routes;
                            routes.before(request -> gate.check(request));
                            problems.register(routes);
                            new Probes(new Readiness(known, nanoTime), metrics, json, quit)
                                    .register(routes);
                            api.register(routes);
                            new DeployRoutes(known, deploys, json).register(routes);
                            new Events(api, known, deploys, feed, json).register(routes);
                            new Sessions(known, journal, clock, json).register(routes);
                            new Circuits(known, journal, clock, json).register(routes);
                            new PreflightRoute(known, preflights, json).register(routes);
                            new Assets().register(routes);
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

    /// @throws CannotListen if the address cannot be used
    public void start() throws CannotListen {
        try {
            javalin.start();
        } catch (JavalinException e) {
            throw new CannotListen(whyNot(root(e)), e);
        }
    }

    private String whyNot(Throwable cause) {
        var listen = "http.listen " + settings.listen();
        var message = cause.getMessage();
        return message != null && message.contains("in use")
                ? listen + " is in use by another program"
                : listen + " cannot be used: " + message;
    }

    private static Throwable root(Throwable e) {
        var cause = e.getCause();
        return cause == null ? e : root(cause);
    }

    /// From the next request on, this token and these names. The address stays.
    public void use(HttpSettings changed) {
        gate = new Gate(changed);
    }

    /// The port on which we listen: a free one was taken if 0 was configured.
    public int port() {
        return javalin.port();
    }

    @Override
    public void close() {
        feed.close();
        javalin.stop();
    }
}
