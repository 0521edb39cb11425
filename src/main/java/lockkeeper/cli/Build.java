package lockkeeper.cli;

import java.io.IOException;
import java.util.Collections;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.Manifest;

/// Which Lockkeeper this is, as its jar says.
public record Build(String version, String commit) {
    private static final Build UNKNOWN = new Build("development", "unknown");

    public static Build current() {
        try {
            var manifests = Build.class.getClassLoader().getResources("META-INF/MANIFEST.MF");
            for (var url : Collections.list(manifests)) {
                try (var in = url.openStream()) {
                    var attributes = new Manifest(in).getMainAttributes();
                    if ("Lockkeeper".equals(attributes.getValue("Implementation-Title")))
                        return of(attributes);
                }
            }
            return UNKNOWN;
        } catch (IOException e) {
            return UNKNOWN;
        }
    }

    private static Build of(Attributes attributes) {
        return new Build(
                value(attributes, "Implementation-Version", UNKNOWN.version()),
                value(attributes, "Implementation-Commit", UNKNOWN.commit()));
    }

    /// Outside a git repository the build leaves the name of the property where its value belongs.
    private static String value(Attributes attributes, String name, String otherwise) {
        var value = Objects.requireNonNullElse(attributes.getValue(name), otherwise);
        return value.startsWith("${") ? otherwise : value;
    }
}
