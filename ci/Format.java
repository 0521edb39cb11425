import com.google.googlejavaformat.java.Main;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Checks or rewrites the format of every Java file: `java -cp google-java-format.jar Format.java
/// check|write FOLDER…`. A program of its own because the formatter needs the JDK that can parse
/// the code, which the JDK that runs Maven may not be. A file that a failed check names is mended
/// by `mvn -q process-sources -Dformat=write`.
class Format {
    public static void main(String[] args) throws IOException {
        var arguments = new ArrayList<String>();
        arguments.add("--aosp");
        arguments.addAll(
                args[0].equals("write")
                        ? List.of("--replace")
                        : List.of("--dry-run", "--set-exit-if-changed"));
        for (var folder : List.of(args).subList(1, args.length)) {
            try (var files = Files.walk(Path.of(folder))) {
                files.map(Path::toString).filter(f -> f.endsWith(".java")).forEach(arguments::add);
            }
        }
        Main.main(arguments.toArray(String[]::new));
    }
}
