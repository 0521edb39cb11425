package lockkeeper.exec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Instant;

class ProofTest {
    private static final Instant BEGUN = Instant.parse("2026-01-01T12:00:00Z");

    @Test
    void isAsGoodAsTheTransactionIsOld() {
        assertThat(Proof.of(BEGUN, BEGUN.plusNanos(1_001_000))).isEqualTo(Proof.CLEAR);
        assertThat(Proof.of(BEGUN, BEGUN.plusNanos(1_000_000))).isEqualTo(Proof.WEAK);
        assertThat(Proof.of(BEGUN, BEGUN.plusNanos(1_000))).isEqualTo(Proof.WEAK);
        assertThat(Proof.of(BEGUN, BEGUN)).isEqualTo(Proof.NONE);
    }

    @Test
    void betweenTwoStatementsThereIsATransaction() {
        assertThat(Proof.of(BEGUN, null)).isEqualTo(Proof.CLEAR);
    }

    @Test
    void aCommandWithTransactionsOfItsOwnIsOlderThanTheyAre() {
        assertThat(Proof.of(BEGUN.plusSeconds(1), BEGUN)).isEqualTo(Proof.NONE);
        assertThat(Proof.of(null, BEGUN)).isEqualTo(Proof.NONE);
    }
}
