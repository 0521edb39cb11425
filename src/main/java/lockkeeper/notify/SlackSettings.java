package lockkeeper.notify;

import lockkeeper.setting.Secret;

/// A Slack channel.
///
/// @param url of its incoming webhook; whoever knows it can post
public record SlackSettings(Secret url) {
    public SlackSettings {
        WebAddress.check("slack", url.reveal());
    }
}
