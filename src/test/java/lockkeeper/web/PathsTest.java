package lockkeeper.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.StringEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// `docs/security.md` says of every path what it reveals.
class PathsTest {
    private static final Path CLASSES = Path.of("target", "classes", "lockkeeper", "web");
    private static final Path DOCUMENTATION = Path.of("docs", "security.md");
    private static final Pattern PATH =
            Pattern.compile(
                    "/(healthz|readyz|armedz|metrics|quitquitquit|incidents/.*|api/v1/.*)?");

    @Test
    void whatEachRevealsIsDocumented() throws IOException {
        var documented = new TreeSet<String>();
        Pattern.compile("`(?:POST |DELETE )?(/[^` ]*)`")
                .matcher(Files.readString(DOCUMENTATION))
                .results()
                .forEach(found -> documented.add(found.group(1)));
        assertThat(paths()).hasSizeGreaterThan(15).isSubsetOf(documented);
    }

    /// The texts of our classes that look like one.
    private static Set<String> paths() throws IOException {
        var paths = new TreeSet<String>();
        try (var classes = Files.newDirectoryStream(CLASSES, "*.class")) {
            for (var file : classes)
                for (var entry : ClassFile.of().parse(file).constantPool())
                    if (entry instanceof StringEntry text
                            && PATH.matcher(text.stringValue()).matches()
                            // and is not put together with what follows
                            && text.stringValue().chars().noneMatch(Character::isISOControl))
                        paths.add(text.stringValue());
        }
        return paths;
    }
}
