package lockkeeper.statement;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaskedTextTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    SELECT 'x', 1, -2.5e-3, .5 FROM t1    | SELECT ?, ?, -?, ? FROM t1
                    SELECT 'it''s', E'it\\'s', "a""1"     | SELECT ?, ?, "a""1"
                    SELECT B'01', x'ff', N'n', U&'d\\61'  | SELECT ?, ?, ?, ?
                    SELECT U&"d\\61", $1, t.c2            | SELECT U&"d\\61", $1, t.c2
                    SELECT $$a'b$$, $t$x $$ y$t$, z       | SELECT ?, ?, z
                    SELECT 0xCAFE, 1_000, 12abc, 1..5     | SELECT ?, ?, ?, ?
                    a/*4111*/b -- 5500                    | a b
                    varchar(20)::text + 'x'               | varchar(?)::text + ?
                    date'2020-01-01'                      | date?
                    SELECT 'never closed                  | SELECT ?
                    SELECT E'cut\\                        | SELECT ?
                    DO $body$ cut                         | DO ?
                    DO $bod                               | DO ?
                    SELECT "never closed 5                | SELECT "never closed 5
                    x /* never closed 'secret'            | x
                    ALTER ROLE r PASSWORD 's3cret'        | ALTER ROLE r PASSWORD ?
                    """)
    void replacesDataAndKeepsNames(String sql, String masked) {
        assertThat(MaskedText.mask(sql)).isEqualTo(masked);
    }

    @Test
    void noCutLetsAnyOfALiteralThrough() {
        var sql = "INSERT INTO t VALUES (E'Q\\'Q', $q$QQ$q$, 'Q''Q', U&'QQ') /* QQ */ -- QQ";
        for (var end = 0; end <= sql.length(); end++) {
            assertThat(MaskedText.mask(sql.substring(0, end))).doesNotContain("Q");
        }
    }

    @Test
    void keepsLineBreaksBetweenWords() {
        assertThat(MaskedText.mask("SELECT a\n  FROM t\n WHERE b = 7"))
                .isEqualTo("SELECT a\n  FROM t\n WHERE b = ?");
    }

    @Test
    void masksAgainWithoutChange() {
        var once = MaskedText.mask("SELECT 'a', 5 /* c */ FROM \"T\" WHERE x = $1");
        assertThat(MaskedText.mask(once)).isEqualTo(once);
    }
}
