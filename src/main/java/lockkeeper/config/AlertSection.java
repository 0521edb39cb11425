package lockkeeper.config;

import lockkeeper.notify.AlertSettings;
import lockkeeper.notify.SlackSettings;
import lockkeeper.notify.WebhookSettings;
import lockkeeper.setting.Secret;

import java.util.List;
import java.util.Optional;

/// Reads `alerts`.
final class AlertSection {
    private static final String STAND_IN = "https://localhost/";

    private final Section section;

    AlertSection(Section section) {
        this.section = section;
    }

    AlertSettings read() {
        var slack =
                section.sections("slack").stream()
                        .map(AlertSection::slack)
                        .flatMap(Optional::stream)
                        .toList();
        var webhooks =
                section.sections("webhooks").stream()
                        .map(AlertSection::webhook)
                        .flatMap(Optional::stream)
                        .toList();
        var allowed = section.list("allow_private", Kind.TEXT);
        section.end();
        return section.build(
                        () ->
                                new AlertSettings(
                                        slack, webhooks, allowed == null ? List.of() : allowed))
                .orElse(AlertSettings.DEFAULTS);
    }

    private static Optional<SlackSettings> slack(Section channel) {
        var url = url(channel);
        channel.end();
        return url.flatMap(secret -> channel.build(() -> new SlackSettings(secret)));
    }

    private static Optional<WebhookSettings> webhook(Section receiver) {
        var url = url(receiver);
        var key = receiver.get("secret", Kind.TEXT, "");
        receiver.end();
        var secret = key.isEmpty() ? null : new Secret(key);
        return url.flatMap(address -> receiver.build(() -> new WebhookSettings(address, secret)));
    }

    private static Optional<Secret> url(Section receiver) {
        var url = receiver.require("url", Kind.TEXT, STAND_IN);
        if (url.isEmpty()) receiver.report("url", "must be an http or https address, got nothing");
        return url.isEmpty() ? Optional.empty() : Optional.of(new Secret(url));
    }
}
