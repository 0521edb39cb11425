package lockkeeper.guard;

import static lockkeeper.graph.Scene.START;
import static lockkeeper.graph.Scene.USERS;
import static lockkeeper.graph.Scene.backend;
import static lockkeeper.lock.LockMode.ACCESS_EXCLUSIVE;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.guard.Suspect.Identity;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Instant;
import java.util.List;

class PastTest {
    static JournalEntry.Intent intent(String id, int pid, Instant at) {
        var pinned =
                new PinnedBackend(
                        backend(pid), "3/" + pid, at, at, USERS, ACCESS_EXCLUSIVE, false, at, at);
        return new JournalEntry.Intent("main", at, id, "i", Action.CANCEL, pinned, "why", 5);
    }

    private static JournalEntry.Done done(String id, Outcome outcome) {
        return new JournalEntry.Done("main", START, id, outcome, 0, null);
    }

    @Test
    void whoWasSignalledToAnUnknownEndIsNotTriedAgainAndCounts() {
        var past = Past.of(List.of(intent("a", 7, START)));
        assertThat(past.actions()).containsExactly(START);
        assertThat(past.tried()).containsExactly(new Identity(backend(7), "3/7"));
    }

    @ParameterizedTest
    @EnumSource(
            value = Outcome.class,
            names = {"INEFFECTIVE", "DENIED", "UNKNOWN"})
    void norWhoStillBlockedWhenItWasSeenLast(Outcome outcome) {
        var past = Past.of(List.of(intent("a", 7, START), done("a", outcome)));
        assertThat(past.tried()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Outcome.class,
            names = {"RELEASED", "GONE"})
    void whatWasSettledOnlyCounts(Outcome outcome) {
        var past = Past.of(List.of(intent("a", 7, START), done("a", outcome)));
        assertThat(past.actions()).hasSize(1);
        assertThat(past.tried()).isEmpty();
    }

    @Test
    void whatWasBeforeTheCircuitWasClosedByHandCountsNoMore() {
        var later = START.plusSeconds(9);
        var past =
                Past.of(
                        List.of(
                                intent("a", 7, START),
                                new JournalEntry.CircuitClosed("main", START, "127.0.0.1"),
                                intent("b", 8, later)));
        assertThat(past.actions()).containsExactly(later);
        assertThat(past.tried()).hasSize(2);
    }
}
