package lockkeeper.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

class VariablesTest {
    @TempDir private Path folder;

    private final Variables variables =
            new Variables(Map.of("NAME", "value", "EMPTY", "", "NESTED", "${NAME}"));

    @ParameterizedTest
    @CsvSource({
        "plain, plain",
        "${NAME}, value",
        "a-${NAME}-b-${NAME}, a-value-b-value",
        "${NAME:other}, value",
        "${NONE:other}, other",
        "${NONE:}, ''",
        "${NONE:a:b}, a:b",
        "${EMPTY}, ''",
        "${EMPTY:other}, ''",
        "${NESTED}, ${NAME}",
        "$${NAME}, ${NAME}",
        "$NAME, $NAME",
        "^a$, ^a$"
    })
    void areReplaced(String text, String result) throws Variables.Missing {
        assertThat(variables.replace(text)).isEqualTo(result);
    }

    @Test
    void mustBeSet() {
        assertThatThrownBy(() -> variables.replace("x${NONE}"))
                .hasMessage("needs the variable NONE, which is not set");
    }

    @ParameterizedTest
    @ValueSource(strings = {"${NAME", "${}", "${1A}", "${A B}", "${a-b:c}"})
    void mustBeWrittenCorrectly(String text) {
        assertThatThrownBy(() -> variables.replace(text))
                .hasMessage(
                        "has a ${ that is not ${NAME}, ${NAME:default} or ${file:PATH}; $${ stands"
                                + " for the characters themselves");
    }

    @Test
    void aFileIsTakenWithoutItsLastLineBreak() throws IOException, Variables.Missing {
        var file = Files.writeString(folder.resolve("password"), "two\nlines\n");

        assertThat(variables.replace("${file:" + file + "}")).isEqualTo("two\nlines");
    }

    @Test
    void aFileMustBeThere() {
        var file = folder.resolve("none");

        assertThatThrownBy(() -> variables.replace("${file:" + file + "}"))
                .hasMessage("needs the file " + file + ", which does not exist");
    }

    @Test
    void aFileMustBeSmall() throws IOException {
        var file = Files.writeString(folder.resolve("big"), "x".repeat(70_000));

        assertThatThrownBy(() -> variables.replace("${file:" + file + "}"))
                .hasMessage("needs the file " + file + ", which is larger than 64 KiB");
    }

    @Test
    void aFolderIsNoFile() {
        assertThatThrownBy(() -> variables.replace("${file:" + folder + "}"))
                .hasMessage("needs the file " + folder + ", which cannot be read: Is a directory");
    }
}
