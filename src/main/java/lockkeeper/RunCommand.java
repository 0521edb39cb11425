package lockkeeper;

import lockkeeper.cli.Build;
import lockkeeper.cli.Cli;
import lockkeeper.cli.CommonOptions;
import lockkeeper.config.Configuration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

@Command(
        name = "run",
        description = "Watches the servers of the configuration until it is told to stop.")
final class RunCommand implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(RunCommand.class);

    @Mixin private final CommonOptions options;
    private final Build build;

    RunCommand(Map<String, String> environment, Build build) {
        this.options = new CommonOptions(environment);
        this.build = build;
    }

    @Override
    public Integer call() throws Exception {
        var configuration = options.read();
        LogOutput.use(configuration.logFormat());
        var stop = new CountDownLatch(1);
        var stopped = new CountDownLatch(1);
        try (var app = new App(configuration, build);
                var reload = new Reload(configuration, options::read, app::use, app::configured)) {
            app.start();
            reload.start();
            HangUp.on(reload::now);
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(() -> awaitStop(stop, stopped), "shutdown"));
            // as a signal would, so that it takes no longer
            app.onQuit(() -> Thread.ofPlatform().name("quit").start(() -> System.exit(Cli.OK)));
            introduce(configuration, app);
            stop.await();
        } finally {
            stopped.countDown();
        }
        return Cli.OK;
    }

    private static void awaitStop(CountDownLatch stop, CountDownLatch stopped) {
        stop.countDown();
        try {
            if (!stopped.await(4500, TimeUnit.MILLISECONDS))
                log.warn("stopped before everything had come to an end");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // of itself the JVM answers a signal with its number as the exit code
        Runtime.getRuntime().halt(Cli.OK);
    }

    private static void introduce(Configuration configuration, App app) {
        for (var target : configuration.targets())
            log.info(
                    "watching target={} guard={}",
                    target.connection().name(),
                    target.guard().mode());
        log.info("listening on http://{}:{}/", configuration.http().listen().host(), app.port());
    }
}
