package lockkeeper.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import lockkeeper.setting.Secret;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class AlertSettingsTest {
    @ParameterizedTest
    @ValueSource(strings = {"hook", "ftp://a/b", "https://", "https://u:p@a/b", "http://a b/"})
    void refusesWhatCannotBePostedToWithoutRepeatingIt(String url) {
        assertThatThrownBy(() -> new SlackSettings(new Secret(url)))
                .hasMessage("slack.url must be an http or https address");
        assertThatThrownBy(() -> new WebhookSettings(new Secret(url), null))
                .hasMessage("webhook.url must be an http or https address");
    }

    @Test
    void doesNotPrintAddressesOrSecrets() {
        var slack = new SlackSettings(new Secret("https://hooks.slack.com/services/T1/B1/key"));
        var hook = new WebhookSettings(new Secret("https://example.org/key"), new Secret("key"));

        assertThat(new AlertSettings(List.of(slack), List.of(hook), List.of("hooks.internal")))
                .asString()
                .doesNotContain("key")
                .contains("hooks.internal");
    }

    @Test
    void privateHostsAreNamesOnly() {
        assertThatThrownBy(() -> new AlertSettings(List.of(), List.of(), List.of("a", "b:80")))
                .hasMessage(
                        "alerts.allow_private[1] must be a host name or address without scheme and"
                                + " port, got b:80");
    }
}
