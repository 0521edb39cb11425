package lockkeeper.notify;

import lockkeeper.setting.Checks;

import java.util.List;

/// Whom to tell.
///
/// @param allowPrivate hosts that may be told although their address is private
public record AlertSettings(
        List<SlackSettings> slack, List<WebhookSettings> webhooks, List<String> allowPrivate) {
    public static final AlertSettings DEFAULTS = new AlertSettings(List.of(), List.of(), List.of());

    public AlertSettings {
        slack = List.copyOf(slack);
        webhooks = List.copyOf(webhooks);
        allowPrivate = List.copyOf(allowPrivate);
        var checks = new Checks("alerts");
        for (int i = 0; i < allowPrivate.size(); i++)
            checks.that(
                    allowPrivate.get(i).matches("[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]"),
                    "allow_private[" + i + "]",
                    "must be a host name or address without scheme and port",
                    allowPrivate.get(i));
        checks.done();
    }
}
