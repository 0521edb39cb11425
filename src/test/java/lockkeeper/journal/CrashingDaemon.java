package lockkeeper.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import lockkeeper.graph.Scene;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;

/// A process of its own that writes down what it is about to do and then never comes to it.
final class CrashingDaemon {
    private CrashingDaemon() {}

    public static void main(String[] arguments) throws IOException {
        var settings = new JournalSettings(Path.of(arguments[0]));
        try (var journal = new FileJournal(settings, () -> Scene.START)) {
            journal.record(Entries.intent("doomed", Scene.START));
            new PrintStream(System.out, true, UTF_8).println("written");
            System.in.read();
        }
    }
}
