package lockkeeper.notify;

import lockkeeper.setting.Secret;

import org.jspecify.annotations.Nullable;

/// A program that wants to hear of incidents.
///
/// @param url a secret, too: many receivers put their key into it
/// @param secret signs each message; null: they are not signed
public record WebhookSettings(Secret url, @Nullable Secret secret) {
    public WebhookSettings {
        WebAddress.check("webhook", url.reveal());
    }
}
