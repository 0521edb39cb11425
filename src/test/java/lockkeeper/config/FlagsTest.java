package lockkeeper.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import lockkeeper.guard.GuardMode;
import lockkeeper.guard.GuardSettings;
import lockkeeper.setting.Secret;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.Map;

class FlagsTest {
    private static final String URL = "jdbc:postgresql://localhost/postgres";

    private static Configuration read(
            Map<String, String> environment,
            @Nullable String url,
            @Nullable String user,
            @Nullable String listen,
            @Nullable String guard)
            throws InvalidConfiguration {
        return new ConfigurationReader(environment).read(new Flags(null, url, user, listen, guard));
    }

    @Test
    void anAddressAndAUserAreEnough() throws InvalidConfiguration {
        var configuration = read(Map.of(), URL, "me", null, null);

        assertThat(configuration.targets()).hasSize(1);
        var target = configuration.targets().getFirst();
        assertThat(target.connection().name()).isEqualTo("main");
        assertThat(target.connection().url()).isEqualTo(URL);
        assertThat(target.connection().user()).isEqualTo("me");
        assertThat(target.connection().password()).isNull();
        assertThat(target.guard()).isEqualTo(GuardSettings.DEFAULTS);
        assertThat(configuration.http().listen()).hasToString("127.0.0.1:9753");
    }

    @Test
    void theRestComesFromFlagsAndEnvironment() throws InvalidConfiguration {
        var environment =
                Map.of("PGPASSWORD", "hunter2", "PGUSER", "me", "LOCKKEEPER_TOKEN", "t0ken");

        var configuration = read(environment, URL, null, "0.0.0.0:80", "enforce");

        var target = configuration.targets().getFirst();
        assertThat(target.connection().user()).isEqualTo("me");
        assertThat(target.connection().password()).isEqualTo(new Secret("hunter2"));
        assertThat(target.guard().mode()).isEqualTo(GuardMode.ENFORCE);
        assertThat(configuration.http().listen()).hasToString("0.0.0.0:80");
        assertThat(configuration.http().token()).isEqualTo(new Secret("t0ken"));
    }

    @Test
    void everythingThatIsWrongIsSaid() {
        assertThatThrownBy(() -> read(Map.of(), "localhost", null, "x", "on"))
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessage(
                        """
                        --listen: must be an address and a port such as 127.0.0.1:9753, got x
                        --guard: must be off, observe or enforce, got on
                        --user: is missing
                        --url: must look like jdbc:postgresql://host:5432/postgres\
                        """);
    }

    @Test
    void nothingIsTooLittle() {
        assertThatThrownBy(() -> read(Map.of(), null, null, null, null))
                .hasMessage("--config FILE or --url URL: is missing");
    }

    @Test
    void aPublicAddressNeedsAToken() {
        assertThatThrownBy(() -> read(Map.of(), URL, "me", "0.0.0.0:80", null))
                .hasMessage(
                        "LOCKKEEPER_TOKEN: must be set, because other machines can reach"
                                + " http.listen");
    }

    @Test
    void aFileExcludesAnAddress() {
        var flags = new Flags(Path.of("x.yaml"), URL, null, null, null);

        assertThatThrownBy(() -> new ConfigurationReader(Map.of()).read(flags))
                .hasMessage("--url, --user: cannot be given together with --config FILE");
    }
}
