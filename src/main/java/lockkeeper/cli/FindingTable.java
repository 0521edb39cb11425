package lockkeeper.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.function.Function;

/// Findings as aligned columns; below each that wants it, what would mend it.
final class FindingTable {
    private final List<Finding> findings;
    private final String format;

    FindingTable(List<Finding> findings) {
        this.findings = findings;
        this.format =
                "%%-%ds  %%-%ds  %%-7s  %%s%%n"
                        .formatted(width(Finding::about), width(Finding::what));
    }

    private int width(Function<Finding, String> column) {
        return findings.stream()
                .map(column)
                .mapToInt(text -> Visible.line(text).length())
                .max()
                .orElse(1);
    }

    void print(PrintWriter out) {
        for (var finding : findings) {
            out.printf(
                    format,
                    Visible.line(finding.about()),
                    Visible.line(finding.what()),
                    finding.state().word(),
                    Visible.line(finding.detail()));
            if (finding.mend() != null)
                out.printf(format, "", "", "", "-> " + Visible.line(finding.mend()));
        }
        out.flush();
    }
}
