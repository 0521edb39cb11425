package lockkeeper.cli;

import lockkeeper.notify.AlertSettings;
import lockkeeper.notify.Alerts;
import lockkeeper.notify.Trial;

import java.time.InstantSource;
import java.util.List;

/// Whether those who are to be told take a message, by sending each one that says it is a test.
record TestAlertFindings(AlertSettings settings) {
    List<Finding> all() throws InterruptedException {
        try (var alerts = new Alerts(settings, null, (_, _) -> {}, InstantSource.system())) {
            return alerts.sendTest().stream().map(TestAlertFindings::finding).toList();
        }
    }

    private static Finding finding(Trial trial) {
        if (trial.problem() == null)
            return Finding.ok("alerts", trial.channel(), trial.host() + " took a test message");
        return Finding.missing(
                "alerts",
                trial.channel(),
                trial.host() + " did not take a test message: " + trial.problem(),
                "correct its url, or open the way to it");
    }
}
