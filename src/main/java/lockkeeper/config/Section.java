package lockkeeper.config;

import lockkeeper.setting.Complaint;
import lockkeeper.setting.InvalidSettings;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// The keys below one place of the file. A wrong value is reported and its fallback taken, so that
/// the rest is read all the same.
final class Section {
    private static final String HIDDEN = "something else (not shown)";

    private final Reading reading;
    private final String path;
    private final int line;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Map<String, Section> below = new HashMap<>();
    private final Set<String> known = new LinkedHashSet<>();

    private record Entry(int line, Node value) {}

    /// @param path of the section; empty for the root
    /// @param node null if the file does not have it
    Section(Reading reading, String path, int line, @Nullable Node node) {
        this.reading = reading;
        this.path = path;
        this.line = line;
        switch (node) {
            case null -> {}
            case MappingNode mapping -> take(mapping);
            case Node other when isNothing(other) -> {}
            case Node other -> report(line, path, "must be a section of keys, got " + shown(other));
        }
    }

    private void take(MappingNode mapping) {
        for (var tuple : mapping.getValue()) {
            if (tuple.getKeyNode() instanceof ScalarNode key) take(key, tuple.getValueNode());
            else report(line(tuple.getKeyNode()), path, "a key must be a single word");
        }
    }

    private void take(ScalarNode key, Node value) {
        var first = entries.putIfAbsent(key.getValue(), new Entry(line(key), value));
        if (first != null)
            report(line(key), at(key.getValue()), "is given twice, first in line " + first.line());
    }

    <T> T get(String key, Kind<T> kind, T fallback) {
        var entry = ask(key);
        if (entry == null) return fallback;
        return read(entry.line(), at(key), entry.value(), kind).orElse(fallback);
    }

    /// @param standIn lets the rest be checked after the key was found missing
    <T> T require(String key, Kind<T> kind, T standIn) {
        if (ask(key) == null) report(line, at(key), "is missing");
        return get(key, kind, standIn);
    }

    /// Null if the key is not given.
    <T> @Nullable List<T> list(String key, Kind<T> kind) {
        var entry = ask(key);
        if (entry == null) return null;
        var items = new ArrayList<T>();
        var place = 0;
        for (var item : items(key, entry))
            read(line(item), at(key) + "[" + place++ + "]", item, kind).ifPresent(items::add);
        return items;
    }

    Section section(String key) {
        var entry = ask(key);
        var section =
                entry == null
                        ? new Section(reading, at(key), line, null)
                        : new Section(reading, at(key), entry.line(), entry.value());
        below.put(key, section);
        return section;
    }

    List<Section> sections(String key) {
        var entry = ask(key);
        if (entry == null) return List.of();
        var sections = new ArrayList<Section>();
        for (var item : items(key, entry))
            sections.add(
                    new Section(reading, at(key) + "[" + sections.size() + "]", line(item), item));
        return sections;
    }

    /// Empty after complaints of the constructor, which are reported at the keys they are about.
    <T> Optional<T> build(Supplier<T> constructor) {
        try {
            return Optional.of(constructor.get());
        } catch (InvalidSettings e) {
            for (var complaint : e.complaints()) {
                var key = complaint.key().substring(complaint.key().indexOf('.') + 1);
                report(key, shown(at(key), complaint));
            }
            return Optional.empty();
        }
    }

    private String shown(String place, Complaint complaint) {
        return complaint.got() != null && reading.replaced().contains(place)
                ? complaint.must() + ", got " + HIDDEN
                : complaint.message();
    }

    void report(String key, String message) {
        report(lineOf(key), at(key), message);
    }

    /// To be called when every key was asked for: all others are unknown.
    void end() {
        entries.forEach(
                (key, entry) -> {
                    if (!known.contains(key)) report(entry.line(), at(key), unknown(key));
                });
    }

    private String unknown(String key) {
        return new Nearest(known)
                .to(key)
                .map(near -> "unknown key, did you mean " + near + "?")
                .orElse("unknown key, known here: " + String.join(", ", known));
    }

    private @Nullable Entry ask(String key) {
        var entry = entries.get(key);
        known.add(key);
        reading.ask(at(key), entry != null);
        return entry;
    }

    private List<Node> items(String key, Entry entry) {
        if (entry.value() instanceof SequenceNode sequence) return sequence.getValue();
        if (!isNothing(entry.value()))
            report(entry.line(), at(key), "must be a list, got " + shown(entry.value()));
        return List.of();
    }

    private <T> Optional<T> read(int where, String key, Node node, Kind<T> kind) {
        if (!(node instanceof ScalarNode scalar)) {
            report(where, key, kind.must() + ", got " + shown(node));
            return Optional.empty();
        }
        try {
            if (reading.variables().occurIn(scalar.getValue())) reading.replaced().add(key);
            var text = isNothing(scalar) ? "" : reading.variables().replace(scalar.getValue());
            var value = kind.parse().apply(text);
            if (value.isEmpty()) report(where, key, kind.must() + ", got " + shown(key, text));
            return value;
        } catch (Variables.Missing e) {
            report(where, key, e.why());
            return Optional.empty();
        }
    }

    /// What a variable stands for is not repeated: it may be a secret in the wrong place.
    private String shown(String place, String text) {
        if (text.isEmpty()) return "nothing";
        return reading.replaced().contains(place) ? HIDDEN : text;
    }

    private static String shown(Node node) {
        return switch (node) {
            case SequenceNode _ -> "a list";
            case MappingNode _ -> "a section of keys";
            default -> "a single value";
        };
    }

    private static boolean isNothing(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    private String at(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /// @param key may lead further down, to `alert.queued` or `hosts[1]`
    private int lineOf(String key) {
        var dot = key.indexOf('.');
        var section = dot < 0 ? null : below.get(key.substring(0, dot));
        if (section != null) return section.lineOf(key.substring(dot + 1));
        var bracket = key.indexOf('[');
        var entry = entries.get(bracket < 0 ? key : key.substring(0, bracket));
        if (entry == null) return line;
        if (bracket < 0 || !(entry.value() instanceof SequenceNode list)) return entry.line();
        var place = Integer.parseInt(key.substring(bracket + 1, key.length() - 1));
        return line(list.getValue().get(place));
    }

    private void report(int where, String key, String message) {
        reading.problems().add(where, key, message);
    }

    private static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }
}
