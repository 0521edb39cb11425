package lockkeeper.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import lockkeeper.setting.Secret;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.util.List;

class HttpSettingsTest {
    @Test
    void theDefaultIsAPrivateAddressWithoutAToken() {
        var defaults = HttpSettings.DEFAULTS;

        assertThat(defaults.listen()).hasToString("127.0.0.1:9753");
        assertThat(defaults.listen().isLoopback()).isTrue();
        assertThat(defaults.token()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:9753, true",
        "127.8.9.10:1, true",
        "localhost:0, true",
        "[::1]:9753, true",
        "0.0.0.0:9753, false",
        "[::]:9753, false",
        "10.0.0.7:9753, false",
        "lockkeeper.internal:80, false",
        "127.0.0.1.evil.example:80, false",
        "1127.0.0.1:80, false"
    })
    void tellsLoopbackFromOtherAddresses(String text, boolean loopback) {
        var listen = Listen.parse(text);

        assertThat(listen.isLoopback()).isEqualTo(loopback);
        assertThat(listen).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "9753", "localhost", "localhost:", ":9753", "::1:9753", "http://a:1"})
    void refusesWhatIsNoAddress(String text) {
        assertThatThrownBy(() -> Listen.parse(text)).hasMessage("not host:port: " + text);
    }

    @Test
    void refusesAPortThatDoesNotExist() {
        assertThatThrownBy(() -> Listen.parse("localhost:65536"))
                .hasMessage("port must be from 0 to 65535, got 65536");
    }

    @Test
    void aPublicAddressNeedsAToken() {
        var open = Listen.parse("0.0.0.0:9753");

        assertThatThrownBy(() -> new HttpSettings(open, null, List.of(), null))
                .hasMessage("http.token must be set, because other machines can reach http.listen");
        assertThat(new HttpSettings(open, new Secret("t0ken"), List.of(), null).toString())
                .contains("token=***")
                .doesNotContain("t0ken");
    }

    @Test
    void everythingThatIsWrongIsNamedButNotTheToken() {
        assertThatThrownBy(
                        () ->
                                new HttpSettings(
                                        HttpSettings.DEFAULTS.listen(),
                                        new Secret("two words"),
                                        List.of("good.example", "http://bad"),
                                        URI.create("https://me:s3cret@example.org")))
                .hasMessage(
                        "http.token must consist of printable ASCII characters without spaces;"
                                + " http.hosts[1] must be a host name or address without scheme and"
                                + " port, got http://bad; http.public_url must be an address such"
                                + " as https://lockkeeper.example.org");
    }
}
