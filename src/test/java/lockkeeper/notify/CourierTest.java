package lockkeeper.notify;

import static lockkeeper.notify.FakeReceiver.hangUp;
import static lockkeeper.notify.FakeReceiver.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.charset.StandardCharsets.UTF_8;

import lockkeeper.graph.Scene;
import lockkeeper.notify.Courier.Attempt;
import lockkeeper.setting.Secret;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class CourierTest {
    private static final Parcel PARCEL = new Parcel(Map.of("X-A", "b"), "{é}".getBytes(UTF_8));

    private final List<Duration> pauses = new ArrayList<>();
    private Instant now = Scene.START;

    private Courier courier(String url, String... allowed) {
        var alerts = new AlertSettings(List.of(), List.of(), List.of(allowed));
        var post = new Post(new PrivateAddresses(alerts));
        return new Courier("webhook", new Secret(url), post, () -> now, this::pause);
    }

    private void pause(Duration duration) {
        pauses.add(duration);
        now = now.plus(duration);
    }

    private boolean deliver(FakeReceiver receiver) throws InterruptedException {
        return courier(receiver.url("/hook?a=%20b"), "127.0.0.1").deliver(PARCEL, Scene.START);
    }

    @Test
    void sendsTheWholeRequest() throws Exception {
        try (var receiver = new FakeReceiver(status(204))) {
            assertTrue(deliver(receiver));
            var got = receiver.received.getFirst();
            assertEquals("{é}", got.body());
            assertThat(got.head())
                    .startsWith("POST /hook?a=%20b HTTP/1.1\r\nHost: 127.0.0.1:" + receiver.port())
                    .contains("\r\nX-A: b\r\n", "\r\nContent-Length: 4\r\n")
                    .contains("\r\nContent-Type: application/json; charset=utf-8\r\n");
            assertThat(pauses).isEmpty();
        }
    }

    @Test
    void waitsAsLongAsItIsToldTo() throws Exception {
        try (var receiver =
                new FakeReceiver(
                        status(429, "Retry-After: 42\r\n"),
                        status(503, "retry-after: Thu, 01 Jan 2026 12:01:00 GMT\r\n"),
                        status(429, "Retry-After: 0\r\n"),
                        status(429),
                        status(200))) {
            assertTrue(deliver(receiver));
            assertThat(pauses)
                    .containsExactly(
                            Duration.ofSeconds(42),
                            Duration.ofSeconds(18),
                            Duration.ofSeconds(1),
                            Duration.ofSeconds(8));
        }
    }

    @Test
    void waitsLongerEachTimeAndGivesUpAfterAQuarterOfAnHour() throws Exception {
        try (var receiver = new FakeReceiver(status(500))) {
            assertFalse(deliver(receiver));
            assertThat(pauses)
                    .startsWith(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4))
                    .endsWith(Duration.ofMinutes(2));
            assertThat(Duration.between(Scene.START, now))
                    .isBetween(Duration.ofMinutes(12), Duration.ofMinutes(15));
        }
    }

    @Test
    void anOldMessageIsTriedOnce() throws Exception {
        now = Scene.START.plusSeconds(3600);
        try (var receiver = new FakeReceiver(status(429))) {
            assertFalse(deliver(receiver));
            assertEquals(1, receiver.received.size());
        }
    }

    @Test
    void neitherFollowsNorRepeatsWhatIsRefused() throws Exception {
        try (var elsewhere = new FakeReceiver(status(200));
                var receiver =
                        new FakeReceiver(
                                status(302, "Location: " + elsewhere.url("/") + "\r\n"),
                                status(404))) {
            assertFalse(deliver(receiver));
            assertFalse(deliver(receiver));
            assertThat(elsewhere.received).isEmpty();
            assertEquals(2, receiver.received.size());
            assertThat(pauses).isEmpty();
        }
    }

    @Test
    void triesAgainWhenItHangsUpOrSpeaksAnotherLanguage() throws Exception {
        try (var receiver =
                new FakeReceiver(
                        hangUp(),
                        connection ->
                                connection
                                        .getOutputStream()
                                        .write("SSH-2.0\r\n\r\n".getBytes(UTF_8)),
                        connection -> connection.getOutputStream().write(new byte[100_000]),
                        status(100, "\r\nHTTP/1.1 200 OK\r\n"))) {
            assertTrue(deliver(receiver));
            assertEquals(4, receiver.received.size());
        }
    }

    @Test
    void triesAgainWhenNobodyListens() throws Exception {
        var receiver = new FakeReceiver(status(200));
        receiver.close();
        assertFalse(deliver(receiver));
        assertThat(pauses).hasSizeGreaterThan(5);
    }

    @Test
    void givesAHangingOrDrippingReceiverFiveSeconds() throws Exception {
        try (var dripping = new FakeReceiver(FakeReceiver::drip);
                var hanging = new FakeReceiver(status(200))) {
            var silent = new FakeReceiver(hanging.hang());
            for (var receiver : List.of(dripping, silent)) {
                var start = System.nanoTime();
                var attempt = courier(receiver.url("/"), "127.0.0.1").attempt(PARCEL);
                var took = Duration.ofNanos(System.nanoTime() - start);
                assertThat(attempt).isInstanceOf(Attempt.Later.class);
                assertThat(took).isBetween(Duration.ofMillis(4900), Duration.ofSeconds(8));
            }
            silent.close();
        }
    }

    @Test
    void doesNotTalkToPrivateAddressesUnlessTheirHostIsAllowed() throws Exception {
        try (var receiver = new FakeReceiver(status(200))) {
            for (var host : List.of("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]"))
                assertThat(refusal("http://" + host + ":" + receiver.port() + "/"))
                        .contains("private address");
            assertThat(receiver.received).isEmpty();
        }
    }

    private String refusal(String url) throws InterruptedException {
        var attempt = courier(url, "other.example").attempt(PARCEL);
        return attempt instanceof Attempt.Refused(var why) ? why : attempt.toString();
    }

    @Test
    void anUnknownHostIsTriedAgain() throws IOException, InterruptedException {
        assertThat(courier("http://no-such-host.invalid/").attempt(PARCEL))
                .isInstanceOf(Attempt.Later.class);
    }
}
