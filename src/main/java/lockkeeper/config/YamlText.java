package lockkeeper.config;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Reads a file into a graph of YAML nodes, which still know their lines. Bounded, however the file
/// was made: in size, in depth and in references.
final class YamlText {
    private static final int LARGEST = 256 * 1024;
    private static final int DEEPEST = 32;
    private static final LoadSettings SETTINGS =
            LoadSettings.builder()
                    .setMaxAliasesForCollections(50)
                    .setAllowNonScalarKeys(true)
                    .build();

    private final Problems problems;

    YamlText(Problems problems) {
        this.problems = problems;
    }

    /// The root of the file, or null after a problem.
    @Nullable Node read(Path file) {
        try (var in = Files.newInputStream(file)) {
            var bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) return refuse(0, "is larger than 256 KiB");
            var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return parse(text.toString().replaceFirst("^\uFEFF", ""));
        } catch (CharacterCodingException e) {
            return refuse(0, "is not UTF-8 text");
        } catch (IOException e) {
            return refuse(0, Files.isDirectory(file) ? "is a folder" : Unreadable.because(e));
        }
    }

    private @Nullable Node parse(String text) {
        try {
            if (tooDeep(text)) return refuse(0, "is nested deeper than " + DEEPEST + " levels");
            var root = new Compose(SETTINGS).composeString(text);
            return root.isPresent() ? root.get() : refuse(0, "is empty");
        } catch (MarkedYamlEngineException e) {
            return refuse(e.getProblemMark().map(Mark::getLine).orElse(-1) + 1, words(e));
        } catch (YamlEngineException e) {
            return refuse(0, "is not usable YAML: " + e.getMessage());
        }
    }

    /// Counted on the flat stream of events, because building nodes is recursive.
    private static boolean tooDeep(String text) {
        var depth = 0;
        for (var event : new Parse(SETTINGS).parseString(text)) {
            if (opens(event)) depth++;
            else if (closes(event)) depth--;
            if (depth > DEEPEST) return true;
        }
        return false;
    }

    private static boolean opens(Event event) {
        return event.getEventId() == Event.ID.MappingStart
                || event.getEventId() == Event.ID.SequenceStart;
    }

    private static boolean closes(Event event) {
        return event.getEventId() == Event.ID.MappingEnd
                || event.getEventId() == Event.ID.SequenceEnd;
    }

    private static String words(MarkedYamlEngineException e) {
        var problem =
                String.valueOf(e.getProblem())
                        .replaceFirst(" \\(Do not use .*\\)$", "")
                        // what follows may be a password that begins with * or !
                        .replaceFirst("(undefined (?:alias|tag handle)) .*", "$1");
        if (problem.contains("TAB")) return "a tab stands where YAML wants spaces";
        if (problem.contains("start any token") || problem.contains("undefined"))
            return "is not YAML: " + problem.replaceFirst("\\.$", "") + "; does it want quotes?";
        return "is not YAML: " + problem;
    }

    private @Nullable Node refuse(int line, String message) {
        problems.add(line, "", message);
        return null;
    }
}
