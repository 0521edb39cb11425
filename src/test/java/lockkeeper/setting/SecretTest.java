package lockkeeper.setting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SecretTest {
    @Test
    void doesNotPrint() {
        var secret = new Secret("hunter2");

        assertThat(secret).hasToString("***");
        assertThat(secret.reveal()).isEqualTo("hunter2");
    }

    @Test
    void isNeverEmpty() {
        assertThatThrownBy(() -> new Secret("")).hasMessage("a secret must not be empty");
    }
}
