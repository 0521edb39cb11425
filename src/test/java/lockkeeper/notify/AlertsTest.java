package lockkeeper.notify;

import static lockkeeper.notify.FakeReceiver.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import lockkeeper.setting.Secret;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

class AlertsTest {
    private final Queue<String> outcomes = new ConcurrentLinkedQueue<>();

    private static AlertSettings settings(FakeReceiver slack, FakeReceiver hook) {
        return new AlertSettings(
                List.of(new SlackSettings(new Secret(slack.url("/services/T0/SECRET")))),
                List.of(new WebhookSettings(new Secret(hook.url("/hook")), null)),
                List.of("127.0.0.1"));
    }

    private Alerts alerts(FakeReceiver slack, FakeReceiver hook) {
        return new Alerts(
                settings(slack, hook),
                null,
                (channel, outcome) -> outcomes.add(channel + " " + outcome),
                InstantSource.system());
    }

    @Test
    void aReceiverThatHangsDelaysNeitherTheOtherNorTheTeller() throws Exception {
        try (var helper = new FakeReceiver(status(200));
                var slack = new FakeReceiver(helper.hang());
                var hook = new FakeReceiver(status(200));
                var alerts = alerts(slack, hook).start()) {
            var start = System.nanoTime();
            for (var i = 0; i < 1000; i++) alerts.tell(SomeNews.opened("i" + i, 5));
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(3));
            await().until(() -> outcomes.contains("webhook delivered"));
            assertThat(outcomes).contains("slack dropped").doesNotContain("slack delivered");
            assertThat(hook.received.getFirst().body()).contains("\"event\":\"opened\"");
        }
    }

    @Test
    void whoStaysInTheSettingsIsToldOnAndWhoGoesIsNot() throws Exception {
        try (var stays = new FakeReceiver(status(200));
                var goes = new FakeReceiver(status(200));
                var comes = new FakeReceiver(status(200));
                var alerts = alerts(stays, goes)) {
            alerts.start().tell(SomeNews.opened("before", 5));
            await().until(() -> !goes.received.isEmpty());
            alerts.use(settings(stays, comes), null);
            alerts.tell(SomeNews.opened("after", 5));
            await().until(() -> !comes.received.isEmpty());
            await().until(() -> stays.received.size() == 2);
            assertThat(comes.received).hasSize(1);
            assertThat(goes.received).hasSize(1);
        }
    }

    @Test
    void whatWasNotToldAtTheEndIsCountedAsDropped() throws Exception {
        try (var slack = new FakeReceiver(status(200));
                var hook = new FakeReceiver(status(200))) {
            var alerts = alerts(slack, hook);
            alerts.tell(SomeNews.opened("1", 5));
            alerts.close();
            assertThat(outcomes).containsExactlyInAnyOrder("slack dropped", "webhook dropped");
        }
    }

    @Test
    void whatIsLeftAtTheEndIsToldWithoutAPause() throws Exception {
        try (var slack = new FakeReceiver(status(200));
                var hook = new FakeReceiver(status(200))) {
            var alerts = alerts(slack, hook).start();
            for (var i = 0; i < 30; i++) alerts.tell(SomeNews.opened("i" + i, 5));
            var begun = System.nanoTime();
            alerts.finish(Duration.ofMinutes(1));
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isLessThan(Duration.ofSeconds(20));
            assertThat(hook.received).hasSize(30);
            alerts.close();
            assertThat(outcomes).hasSize(60).containsOnly("slack delivered", "webhook delivered");
        }
    }

    @Test
    void whoHangsIsNotWaitedForLongAtTheEnd() throws Exception {
        try (var helper = new FakeReceiver(status(200));
                var slack = new FakeReceiver(helper.hang());
                var hook = new FakeReceiver(status(200))) {
            var alerts = alerts(slack, hook).start();
            alerts.tell(SomeNews.opened("1", 5));
            await().until(() -> !slack.received.isEmpty());
            alerts.tell(SomeNews.opened("2", 5));
            var begun = System.nanoTime();
            alerts.finish(Duration.ofMillis(500));
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isLessThan(Duration.ofSeconds(4));
            alerts.close();
            assertThat(outcomes).contains("slack dropped").doesNotContain("slack delivered");
        }
    }

    @Test
    void aTestGoesToEveryReceiverAndNamesOnlyItsHost() throws Exception {
        try (var slack = new FakeReceiver(status(403));
                var hook = new FakeReceiver(status(200));
                var alerts = alerts(slack, hook)) {
            var trials = alerts.sendTest();
            assertEquals(
                    List.of(
                            new Trial("slack", "127.0.0.1", "it answered 403"),
                            new Trial("webhook", "127.0.0.1", null)),
                    trials);
            assertThat(slack.received.getFirst().body()).contains("This is a test");
        }
    }
}
