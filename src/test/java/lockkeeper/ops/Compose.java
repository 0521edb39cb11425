package lockkeeper.ops;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/// The Compose file of the try-out.
record Compose(Manifest file) {
    private static final Path FOLDER = Path.of("config");

    static Compose read() throws IOException {
        var text = Files.readString(FOLDER.resolve("compose.yaml"));
        return new Compose(Manifest.parse(text).getFirst());
    }

    Set<String> services() {
        return ((Map<?, ?>) Objects.requireNonNull(file.at("services")))
                .keySet().stream().map(String::valueOf).collect(Collectors.toSet());
    }

    /// What is mounted from the repository, by its path in the container.
    Map<String, Path> mounts(String service) {
        var mounts = new HashMap<String, Path>();
        for (var volume : texts("services", service, "volumes")) {
            var parts = volume.split(":", -1);
            if (parts[0].startsWith("."))
                mounts.put(parts[1], FOLDER.resolve(parts[0]).normalize());
        }
        return mounts;
    }

    /// The file of the repository that a service finds under this path; it need not exist.
    Path seenAs(String service, String path) {
        for (var mount : mounts(service).entrySet())
            if (path.startsWith(mount.getKey()))
                return Path.of(mount.getValue() + path.substring(mount.getKey().length()));
        throw new AssertionError(path + " is not mounted into " + service);
    }

    Map<String, String> environment(String service) {
        var variables = new HashMap<String, String>();
        ((Map<?, ?>) Objects.requireNonNull(file.at("services", service, "environment")))
                .forEach((name, value) -> variables.put(name.toString(), value.toString()));
        return variables;
    }

    List<String> texts(Object... path) {
        return file.list(path).stream().map(String::valueOf).toList();
    }
}
