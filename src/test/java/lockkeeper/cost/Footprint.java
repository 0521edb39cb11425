package lockkeeper.cost;

import static lockkeeper.cost.CostReport.median;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What the daemon itself needs with three targets: how soon it sees, how much memory, how much
/// processor time, and what a scrape costs it. The installed program as in the image, Linux only.
final class Footprint {
    private static final int STARTS = 11;
    private static final int READERS = 20;
    private static final int SCRAPES = 500;
    private static final long SETTLE_MILLIS = 90_000;
    private static final long MINUTE_MILLIS = 60_000;

    /// How long something took, on the clock and on the processor.
    private record Took(double millis, double cpuMillis) {}

    private final Installation installation;
    private final Servers servers;
    private final Path log;

    private Footprint(Installation installation, Servers servers, Path log) {
        this.installation = installation;
        this.servers = servers;
        this.log = log;
    }

    static void print(int major) throws Exception {
        var installation = Installation.make();
        var folder = Files.createDirectories(installation.folder().resolve("trial"));
        System.out.println("The daemon itself, three targets, PostgreSQL " + major + "\n");
        try (var servers = Servers.start(major, folder, freePort())) {
            var footprint = new Footprint(installation, servers, folder.resolve("daemon.log"));
            footprint.printStart();
            try (var daemon = footprint.start(footprint.run())) {
                daemon.awaitReady();
                printIdle(daemon);
                footprint.printContended(daemon);
            }
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private List<String> run() {
        return installation.command("run", "--config", servers.config().toString());
    }

    private List<String> runWithoutCache() {
        return installation.commandWithoutCache("run", "--config", servers.config().toString());
    }

    private Running start(List<String> command) throws IOException {
        return new Running(command, servers.port(), log);
    }

    private void printStart() throws Exception {
        System.out.printf(
                "From the start of the process until /readyz has a sample of each server, and the"
                        + " processor time up to then; in turns, medians of %d.%n%n",
                STARTS);
        var baseline = new ArrayList<Took>();
        var with = new ArrayList<Took>();
        var without = new ArrayList<Took>();
        for (var round = -1; round < STARTS; round++) {
            var version = javaVersion();
            var cached = firstSample(run());
            var plain = firstSample(runWithoutCache());
            if (round < 0) continue;
            baseline.add(version);
            with.add(cached);
            without.add(plain);
        }
        System.out.println("| | ms | as a ratio | ms of processor time | as a ratio |");
        System.out.println("|---|---|---|---|---|");
        line("java -version", baseline, baseline);
        line("first sample, with the AOT cache", with, baseline);
        line("first sample, without", without, baseline);
        System.out.println();
    }

    private static void line(String what, List<Took> took, List<Took> baseline) {
        var millis = middle(took, false);
        var cpu = middle(took, true);
        System.out.printf(
                "| %s | %.0f | %.1f | %.0f | %.1f |%n",
                what, millis, millis / middle(baseline, false), cpu, cpu / middle(baseline, true));
    }

    private static double middle(List<Took> took, boolean cpu) {
        return median(took.stream().map(t -> cpu ? t.cpuMillis() : t.millis()).toList());
    }

    private static Took javaVersion() throws IOException, InterruptedException {
        var cpu = Running.cpuMillisOfChildren();
        var begun = System.nanoTime();
        var process =
                new ProcessBuilder(Installation.javaVersion())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        process.waitFor();
        return new Took(millisSince(begun), Running.cpuMillisOfChildren() - cpu);
    }

    private Took firstSample(List<String> command) throws IOException, InterruptedException {
        var begun = System.nanoTime();
        try (var daemon = start(command)) {
            daemon.awaitReady();
            return new Took(millisSince(begun), daemon.cpuMillis());
        }
    }

    private static double millisSince(long begun) {
        return (System.nanoTime() - begun) / 1e6;
    }

    private static void printIdle(Running daemon) throws IOException, InterruptedException {
        Thread.sleep(SETTLE_MILLIS);
        var looks = looks(daemon);
        var percent = percentOfACore(daemon);
        System.out.printf(
                "Nobody waits, a look every 500 ms at each server (%.1f a second in all): %.2f %%"
                        + " of a core.%nProcessor time over a minute, from /proc/PID/stat.%n%n",
                (looks(daemon) - looks) * 1000 / MINUTE_MILLIS, percent);
        memory("after that", daemon);
    }

    private void printContended(Running daemon) throws Exception {
        var crowds = servers.crowds(READERS);
        Thread.sleep(SETTLE_MILLIS);
        var looks = looks(daemon);
        var percent = percentOfACore(daemon);
        System.out.printf(
                "%d sessions wait on each server, a full sample every 100 ms of each (%.1f a second"
                        + " in all): %.1f %% of a core.%n%n",
                READERS + 1, (looks(daemon) - looks) * 1000 / MINUTE_MILLIS, percent);
        memory("after that", daemon);
        printScrapes("first", daemon, percent);
        scrape(daemon, SCRAPES);
        printScrapes("third", daemon, percent);
        for (var crowd : crowds) crowd.close();
    }

    private static double looks(Running daemon) throws IOException, InterruptedException {
        return daemon.metric("lockkeeper_sample_seconds_count\\{.*");
    }

    private static double percentOfACore(Running daemon) throws IOException, InterruptedException {
        var cpu = daemon.cpuMillis();
        var begun = System.nanoTime();
        Thread.sleep(MINUTE_MILLIS);
        return (daemon.cpuMillis() - cpu) / millisSince(begun) * 100;
    }

    private static void memory(String when, Running daemon) throws IOException {
        System.out.printf(
                "Memory %s: %.0f MB resident (VmRSS), its share of shared pages counted in part"
                        + " %.0f MB (Pss), at most so far %.0f MB (VmHWM).%n%n",
                when,
                daemon.megabytes("status", "VmRSS"),
                daemon.megabytes("smaps_rollup", "Pss"),
                daemon.megabytes("status", "VmHWM"));
    }

    /// What the daemon needs beside it is taken off.
    private static void printScrapes(String which, Running daemon, double percent)
            throws IOException, InterruptedException {
        var cpu = daemon.cpuMillis();
        var begun = System.nanoTime();
        var size = scrape(daemon, SCRAPES);
        var millis = millisSince(begun);
        var spent = daemon.cpuMillis() - cpu - millis * percent / 100;
        System.out.printf(
                "A scrape (%d KB): %.2f ms of processor time, over the %s %d, one after the other,"
                        + " less what the sampling needs in that time.%n",
                size / 1024, spent / SCRAPES, which, SCRAPES);
    }

    /// How long the last answer was.
    private static int scrape(Running daemon, int times) throws IOException, InterruptedException {
        var size = 0;
        for (var i = 0; i < times; i++) size = daemon.get("/metrics").body().length();
        return size;
    }
}
