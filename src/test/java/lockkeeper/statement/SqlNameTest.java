package lockkeeper.statement;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlNameTest {
    /// Which words are reserved changes from version to version.
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "keeper, \"keeper\"",
                "user, \"user\"",
                "Lock keeper, \"Lock keeper\"",
                "od\"d, \"od\"\"d\""
            })
    void isAlwaysQuoted(String name, String written) {
        assertEquals(written, new SqlName(name).toString());
    }
}
