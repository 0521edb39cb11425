package lockkeeper.cli;

import lockkeeper.notify.AlertSettings;
import lockkeeper.notify.ReceiverProbe;
import lockkeeper.notify.ReceiverProbe.Answer;
import lockkeeper.setting.Secret;

import java.util.ArrayList;
import java.util.List;

/// Whether those who are to be told can be reached.
record ReceiverFindings(AlertSettings alerts) {
    List<Finding> all() {
        var probe = new ReceiverProbe(alerts);
        var findings = new ArrayList<Finding>();
        for (var channel : alerts.slack()) findings.add(finding(probe, "slack", channel.url()));
        for (var hook : alerts.webhooks()) findings.add(finding(probe, "webhook", hook.url()));
        if (findings.isEmpty()) findings.add(Finding.ok("alerts", "receivers", "none"));
        return findings;
    }

    private static Finding finding(ReceiverProbe probe, String what, Secret url) {
        return switch (probe.ask(url)) {
            case Answer.There(var host, var status) when status == 404 || status == 410 ->
                    Finding.warn(
                            "alerts",
                            what,
                            host + " answers " + status + ": the path may be wrong, or revoked",
                            "try it with --send-test-alert");
            case Answer.There(var host, var status) ->
                    Finding.ok(
                            "alerts",
                            what,
                            host + " answers (" + status + "); nothing was sent to it");
            case Answer.Private(var host) ->
                    Finding.missing(
                            "alerts",
                            what,
                            host + " has a private address, which gets no alerts",
                            "add it to alerts.allow_private: [" + host + "]");
            case Answer.Silent(var host, var why) ->
                    Finding.missing(
                            "alerts",
                            what,
                            host + " does not answer: " + why,
                            "correct its url, or open the way to it");
        };
    }
}
