package lockkeeper.web;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.guard.GuardMode;
import lockkeeper.guard.GuardSettings;
import lockkeeper.guard.GuardStatus;
import lockkeeper.guard.Reason;
import lockkeeper.lock.LockSnapshot;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

class ProbesTest {
    private final Stage stage = new Stage();

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void armedOnceTheGuardWouldAct() throws Exception {
        stage.start();
        assertNotArmed("not read yet");

        stage.sees(LockSnapshot.quiet(stage.now, false));
        assertNotArmed("the guard does not enforce");
        stage.guard = enforcing(false, Reason.NOT_ALLOWED, null);
        assertNotArmed("the guard stands down: not allowed");
        stage.guard = enforcing(true, null, Instant.EPOCH);
        assertNotArmed("the guard's circuit is open");

        stage.guard = enforcing(true, null, null);
        assertThat(stage.get("/armedz").statusCode()).isEqualTo(200);
        assertThat(stage.get("/readyz").statusCode()).isEqualTo(200);
    }

    @Test
    void alsoArmedWhereAnotherOneLeadsForGood() throws Exception {
        stage.start().sees(LockSnapshot.quiet(stage.now, false));
        stage.guard = notLeading(true);
        assertNotArmed("the guard stands down: not leader");
        stage.passes(Duration.ofSeconds(4));
        stage.guard = enforcing(true, null, null);
        assertThat(stage.get("/armedz").statusCode()).isEqualTo(200);

        stage.guard = notLeading(true);
        stage.sees(LockSnapshot.quiet(stage.now, false));
        assertNotArmed("the guard stands down: not leader");
        stage.passes(Duration.ofSeconds(8));
        stage.sees(LockSnapshot.quiet(stage.now, false));
        assertThat(stage.get("/armedz").statusCode()).isEqualTo(200);
    }

    @Test
    void blindIsNotReadyThoughOurClockWasSetBack() throws Exception {
        stage.guard = enforcing(true, null, null);
        stage.start().sees(LockSnapshot.quiet(stage.now, false));
        stage.now = stage.now.minus(Duration.ofHours(1));
        stage.misses("connection refused");
        stage.passes(Duration.ofSeconds(5));
        assertNotArmed("last read 5 s ago: connection refused");
        assertThat(stage.get("/readyz").statusCode()).isEqualTo(503);
    }

    @Test
    void noStepOfOurClockIsABlindMoment() throws Exception {
        stage.guard = enforcing(true, null, null);
        stage.start().sees(LockSnapshot.quiet(stage.now, false));
        for (var step : List.of(Duration.ofHours(1), Duration.ofHours(-2))) {
            stage.now = stage.now.plus(step);
            stage.passes(Duration.ofMillis(500));
            assertThat(stage.get("/readyz").statusCode()).isEqualTo(200);
            assertThat(stage.get("/armedz").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void noStepOfOurClockMakesTheLeadOfAnotherOneOld() throws Exception {
        stage.guard = notLeading(true);
        stage.start().sees(LockSnapshot.quiet(stage.now, false));
        assertNotArmed("the guard stands down: not leader");
        stage.now = stage.now.plus(Duration.ofHours(1));
        assertNotArmed("the guard stands down: not leader");
    }

    @Test
    void quitsOnlyWhereThatIsSetAndNotForAPage() throws Exception {
        var quits = new AtomicInteger();
        stage.quit = quits::incrementAndGet;
        stage.start();
        assertThat(post("").status()).isEqualTo(403);
        stage.close();

        var quitting = new Stage();
        quitting.quit = quits::incrementAndGet;
        try {
            quitting.settings(
                            new HttpSettings(
                                    new Listen("127.0.0.1", 0), null, List.of(), null, true))
                    .start();
            var page = post(quitting, "Sec-Fetch-Site: cross-site\r\n");
            assertThat(page.status()).isEqualTo(403);
            assertThat(quits).hasValue(0);
            var answered = new CountDownLatch(1);
            var inTime = new CompletableFuture<Boolean>();
            quitting.quit = () -> inTime.complete(isSoon(answered));
            assertThat(post(quitting, "").status()).isEqualTo(200);
            answered.countDown();
            assertThat(inTime.get(20, TimeUnit.SECONDS)).as("answered before it quits").isTrue();
        } finally {
            quitting.close();
        }
    }

    private static boolean isSoon(CountDownLatch event) {
        try {
            return event.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }

    private RawAnswer post(String headers) throws Exception {
        return post(stage, headers);
    }

    private static RawAnswer post(Stage to, String headers) throws Exception {
        return RawAnswer.to(
                to.port(),
                "POST /quitquitquit HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n"
                        + headers
                        + "\r\n");
    }

    private void assertNotArmed(String reason) throws Exception {
        var answer = stage.get("/armedz");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("\"" + reason + "\"");
    }

    /// Our own connection for that is lost, say, and no other Lockkeeper is there.
    @Test
    void neverArmedWhereNobodyLeads() throws Exception {
        stage.start().sees(LockSnapshot.quiet(stage.now, false));
        stage.guard = notLeading(false);
        assertNotArmed("the guard stands down: not leader");
        stage.passes(Duration.ofMinutes(1));
        stage.sees(LockSnapshot.quiet(stage.now, false));
        assertNotArmed("the guard stands down: not leader");
    }

    private static GuardStatus enforcing(
            boolean leader, @Nullable Reason standsDown, @Nullable Instant circuitOpenUntil) {
        return enforcing(leader, false, standsDown, circuitOpenUntil);
    }

    private static GuardStatus notLeading(boolean another) {
        return enforcing(false, another, Reason.NOT_LEADER, null);
    }

    private static GuardStatus enforcing(
            boolean leader,
            boolean another,
            @Nullable Reason standsDown,
            @Nullable Instant circuitOpenUntil) {
        return new GuardStatus(
                GuardMode.ENFORCE,
                GuardSettings.DEFAULTS.in(GuardMode.ENFORCE),
                leader,
                another,
                circuitOpenUntil,
                false,
                null,
                standsDown);
    }
}
