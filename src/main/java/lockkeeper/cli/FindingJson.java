package lockkeeper.cli;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.json.JsonMapper;

import java.io.PrintWriter;
import java.util.List;

/// Findings for other programs.
final class FindingJson {
    private static final JsonMapper MAPPER = new JsonMapper();

    private final Report report;

    FindingJson(List<Finding> findings) {
        var ok = findings.stream().noneMatch(f -> f.state() == Finding.State.MISSING);
        report = new Report(ok, findings.stream().map(FindingView::of).toList());
    }

    private record Report(boolean ok, List<FindingView> findings) {}

    private record FindingView(
            String about, String what, String state, String detail, @Nullable String mend) {
        static FindingView of(Finding finding) {
            return new FindingView(
                    finding.about(),
                    finding.what(),
                    finding.state().word(),
                    finding.detail(),
                    finding.mend());
        }
    }

    void print(PrintWriter out) {
        var json = MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(report);
        out.println(Visible.json(json));
        out.flush();
    }
}
