package lockkeeper.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import lockkeeper.setting.Secret;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetSettingsTest {
    private static final String URL = "jdbc:postgresql://localhost:5432/postgres";

    private static TargetSettings withUrl(String url) {
        return new TargetSettings("main", url, "lockkeeper", null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                URL,
                "jdbc:postgresql://db.example/postgres?sslmode=verify-full",
                "jdbc:postgresql://[::1]:5432/postgres",
                "jdbc:postgresql://a:5432,b:5433/postgres?targetServerType=primary",
                "jdbc:postgresql://localhost/"
            })
    void takesTheAddressesOfTheDriver(String url) {
        assertThat(withUrl(url).url()).isEqualTo(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "postgresql://localhost/postgres",
                "jdbc:mysql://localhost/x",
                "jdbc:postgresql://me:secret@localhost/postgres",
                "jdbc:postgresql:postgres",
                "jdbc:postgresql://localhost:99999/postgres?sslkey=secret",
                "jdbc:postgresql://a:1,b:65536,c:2/postgres",
                "jdbc:postgresql://[::1]:0/postgres",
                "jdbc:postgresql://localhost/postgres?sslkey=secret%zz",
                "jdbc:postgresql://localhost/post%gres?sslkey=secret"
            })
    void refusesOthersWithoutRepeatingThem(String url) {
        assertThatThrownBy(() -> withUrl(url))
                .hasMessage("target.url must look like jdbc:postgresql://host:5432/postgres");
    }

    @ParameterizedTest
    @ValueSource(strings = {"?password=x", "?ssl=true&PASSWORD=x", "?user=x"})
    void refusesALoginInTheAddress(String query) {
        assertThatThrownBy(() -> withUrl(URL + query))
                .hasMessage(
                        "target.url must not contain user or password; they have keys of their"
                                + " own");
    }

    @Test
    void refusesThePasswordOfAKeyInTheAddress() {
        assertThatThrownBy(() -> withUrl(URL + "?sslkey=/k.p12&sslPassword=x"))
                .hasMessage(
                        "target.url must not contain sslpassword; give a key without one, that only"
                                + " we can read");
    }

    @Test
    void everythingThatIsWrongIsNamed() {
        assertThatThrownBy(() -> new TargetSettings("a b", "x", " ", null))
                .hasMessageContainingAll("target.name", "target.url", "target.user");
    }

    @Test
    void doesNotPrintThePassword() {
        assertThat(new TargetSettings("main", URL, "me", new Secret("hunter2")).toString())
                .contains("password=***")
                .doesNotContain("hunter2");
    }
}
