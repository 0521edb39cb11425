package lockkeeper;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Holds the table of rooms: which may use which, and which library appears where. Reads the class
/// files, so that nothing gets past it by a fully written name.
class RoomsTest {
    private static final Path CLASSES = Path.of("target", "classes", "lockkeeper");
    private static final Pattern REFERENCE = Pattern.compile("L?([a-z][\\w/$]*/[A-Z]\\w*)");

    private static final Set<String> FACTS = Set.of("setting", "lock", "statement", "graph");
    private static final Map<String, Set<String>> MAY_USE =
            Map.ofEntries(
                    Map.entry("setting", Set.of()),
                    Map.entry("lock", Set.of()),
                    Map.entry("statement", Set.of("lock")),
                    Map.entry("graph", Set.of("lock")),
                    Map.entry("watch", FACTS),
                    Map.entry("guard", with(FACTS, "watch")),
                    Map.entry("incident", with(FACTS, "watch", "guard")),
                    Map.entry("exec", with(FACTS, "watch", "guard", "incident")),
                    Map.entry("deploy", with(FACTS, "guard", "incident", "watch")),
                    Map.entry("sql", with(FACTS, "preflight")),
                    Map.entry("preflight", with(FACTS, "watch")),
                    Map.entry("pg", decisions()),
                    Map.entry("metrics", decisions()),
                    Map.entry("web", decisions()),
                    Map.entry("notify", decisions()),
                    Map.entry("journal", decisions()));

    /// Rooms that put things together may use every room that does not.
    private static final Set<String> ASSEMBLY = Set.of("config", "cli", "");

    private static final Map<String, Set<String>> LIBRARIES =
            Map.of(
                    "com/zaxxer/hikari", Set.of("pg"),
                    "org/postgresql", Set.of("pg"),
                    "io/micrometer", Set.of("metrics"),
                    "io/prometheus", Set.of("metrics"),
                    "io/javalin", Set.of("web"),
                    "org/eclipse/jetty", Set.of("web"),
                    "picocli", Set.of("cli", ""),
                    "org/snakeyaml", Set.of("config"),
                    "ch/qos/logback", Set.of(""));

    private static Set<String> with(Set<String> some, String... more) {
        var all = new TreeSet<>(some);
        all.addAll(Set.of(more));
        return all;
    }

    private static Set<String> decisions() {
        return with(FACTS, "watch", "guard", "incident", "deploy", "preflight");
    }

    @Test
    void noRoomUsesOneThatItMustNotKnow() throws IOException {
        for (var room : uses().entrySet()) {
            if (ASSEMBLY.contains(room.getKey())) {
                assertThat(room.getValue()).as(room.getKey()).doesNotContain("lockkeeper");
                continue;
            }
            assertThat(MAY_USE).as("a room that is not in the table").containsKey(room.getKey());
            var may = with(MAY_USE.getOrDefault(room.getKey(), Set.of()), room.getKey());
            assertThat(may)
                    .as("what room '%s' may use", room.getKey())
                    .containsAll(ourRooms(room.getValue()));
        }
    }

    @Test
    void librariesAppearOnlyInTheirRooms() throws IOException {
        for (var room : uses().entrySet())
            for (var used : room.getValue())
                for (var library : LIBRARIES.entrySet())
                    if (used.startsWith(library.getKey()))
                        assertThat(library.getValue())
                                .as("rooms that may use %s", library.getKey())
                                .contains(room.getKey());
    }

    @Test
    void everyRoomSaysWhatItIsFor() {
        for (var room : roomsOnDisk())
            assertThat(Path.of("src/main/java/lockkeeper", room, "package-info.java"))
                    .as(room)
                    .exists();
    }

    private static Set<String> roomsOnDisk() {
        var rooms = new TreeSet<String>();
        try (var files = Files.walk(CLASSES)) {
            files.filter(file -> file.toString().endsWith(".class"))
                    .forEach(file -> rooms.add(room(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rooms;
    }

    private static Set<String> ourRooms(Set<String> used) {
        var rooms = new TreeSet<String>();
        for (var name : used)
            if (name.startsWith("lockkeeper/")) {
                var rest = name.substring("lockkeeper/".length());
                rooms.add(rest.contains("/") ? rest.substring(0, rest.lastIndexOf('/')) : "");
            }
        return rooms;
    }

    /// The names of all classes that each room mentions.
    private static Map<String, Set<String>> uses() throws IOException {
        var uses = new TreeMap<String, Set<String>>();
        try (var files = Files.walk(CLASSES)) {
            for (var file : (Iterable<Path>) files::iterator)
                if (file.toString().endsWith(".class"))
                    uses.computeIfAbsent(room(file), _ -> new TreeSet<>()).addAll(mentioned(file));
        }
        assertThat(uses).hasSizeGreaterThan(8);
        return uses;
    }

    private static String room(Path file) {
        return CLASSES.relativize(file.getParent()).toString();
    }

    private static Set<String> mentioned(Path file) throws IOException {
        var names = new TreeSet<String>();
        for (var entry : ClassFile.of().parse(file).constantPool()) {
            if (entry instanceof ClassEntry type) names.add(type.asInternalName());
            if (entry instanceof Utf8Entry text && text.stringValue().indexOf('/') > 0) {
                var matcher = REFERENCE.matcher(text.stringValue());
                while (matcher.find()) names.add(matcher.group(1));
            }
        }
        return names;
    }
}
