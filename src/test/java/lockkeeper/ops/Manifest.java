package lockkeeper.ops;

import com.google.gson.Gson;
import com.google.gson.JsonElement;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// One document that a chart renders.
record Manifest(Map<?, ?> content) {
    static List<Manifest> parse(String yaml) {
        var manifests = new ArrayList<Manifest>();
        for (var document : new Load(LoadSettings.builder().build()).loadAllFromString(yaml))
            if (document instanceof Map<?, ?> map) manifests.add(new Manifest(map));
        return manifests;
    }

    String type() {
        return text("apiVersion") + " " + text("kind");
    }

    String kind() {
        return text("kind");
    }

    String name() {
        return text("metadata", "name");
    }

    String text(Object... path) {
        return String.valueOf(at(path));
    }

    List<?> list(Object... path) {
        return at(path) instanceof List<?> list ? list : List.of();
    }

    /// What is under keys and indexes; null if anything on the way is missing.
    @Nullable Object at(Object... path) {
        Object here = content;
        for (var step : path) {
            here =
                    switch (here) {
                        case Map<?, ?> map -> map.get(step);
                        case List<?> list
                                when step instanceof Integer index && index < list.size() ->
                                list.get(index);
                        case null, default -> null;
                    };
        }
        return here;
    }

    JsonElement json() {
        return Objects.requireNonNull(new Gson().toJsonTree(content));
    }
}
