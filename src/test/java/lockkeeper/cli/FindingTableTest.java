package lockkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

class FindingTableTest {
    private static final List<Finding> FINDINGS =
            List.of(
                    Finding.ok("main", "version", "PostgreSQL 15.1"),
                    Finding.missing("journal", "writable", "no\n\u001b[2J", "mkdir x"));

    @Test
    void columnsAreAlignedAndHostileTextIsVisible() {
        var out = new StringWriter();

        new FindingTable(FINDINGS).print(new PrintWriter(out));

        assertThat(out)
                .hasToString(
                        """
                        main     version   ok       PostgreSQL 15.1
                        journal  writable  missing  no ?[2J
                                                    -> mkdir x
                        """);
    }

    @Test
    void otherProgramsGetJson() {
        var out = new StringWriter();

        new FindingJson(FINDINGS).print(new PrintWriter(out));

        assertThat(out.toString().replaceAll("\\s+", " "))
                .isEqualTo(
                        "{ \"ok\" : false, \"findings\" : [ { \"about\" : \"main\", \"what\" :"
                                + " \"version\", \"state\" : \"ok\", \"detail\" : \"PostgreSQL"
                                + " 15.1\", \"mend\" : null }, { \"about\" : \"journal\", \"what\""
                                + " : \"writable\", \"state\" : \"missing\", \"detail\" :"
                                + " \"no\\n\\u001B[2J\", \"mend\" : \"mkdir x\" } ] } ");
    }
}
