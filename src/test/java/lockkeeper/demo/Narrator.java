package lockkeeper.demo;

import java.time.Duration;
import java.util.Locale;

/// Tells the audience what happens, and when.
@SuppressWarnings("AnnotateFormatMethod") // the annotation would be our only use of its library
final class Narrator {
    private long begun = System.nanoTime();

    void title(String text) {
        System.out.printf("%n== %s%n", text);
        begun = System.nanoTime();
    }

    void say(String form, Object... arguments) {
        System.out.printf(
                Locale.ROOT,
                "%8.2f s  %s%n",
                (System.nanoTime() - begun) / 1e9,
                String.format(Locale.ROOT, form, arguments));
    }

    /// Without a time.
    void note(String form, Object... arguments) {
        System.out.printf(
                Locale.ROOT, "            %s%n", String.format(Locale.ROOT, form, arguments));
    }

    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.2f s", duration.toMillis() / 1000.0);
    }
}
