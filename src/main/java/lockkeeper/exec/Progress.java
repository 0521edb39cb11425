package lockkeeper.exec;

import java.io.PrintWriter;

/// Tells people what goes on, a sentence a line, beside the command's own output.
public final class Progress {
    private final PrintWriter out;

    public Progress(PrintWriter out) {
        this.out = out;
    }

    /// @param sentence may contain text from a database: control characters are made visible
    public synchronized void say(String sentence) {
        out.println("lockkeeper: " + visible(sentence));
        out.flush();
    }

    private static String visible(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ").replaceAll("\\p{C}", "?");
    }
}
