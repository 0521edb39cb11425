import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// What a server answered to each question, in the order in which it did: a file with a line an
/// answer, under a hash of its question.
final class Recording {
    private final List<String> lines = new ArrayList<>();
    private final Map<String, Deque<byte[]>> answers = new HashMap<>();

    static Recording read(Path file) throws IOException {
        var recording = new Recording();
        for (var line : Files.readAllLines(file)) {
            var words = line.split(" ", 2);
            recording.add(words[0], Base64.getDecoder().decode(words[1]));
        }
        return recording;
    }

    void write(Path file) throws IOException {
        Files.write(file, lines);
    }

    synchronized void note(String question, byte[] answer) {
        add(hash(question), answer);
    }

    private void add(String hash, byte[] answer) {
        lines.add(hash + " " + Base64.getEncoder().encodeToString(answer));
        answers.computeIfAbsent(hash, _ -> new ArrayDeque<>()).add(answer);
    }

    /// The next answer to this question, or again the last; null if it was never asked.
    synchronized byte[] answer(String question) {
        var left = answers.get(hash(question));
        if (left == null) return null;
        return left.size() > 1 ? left.poll() : left.peek();
    }

    private static String hash(String question) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            var hash = digest.digest(question.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
