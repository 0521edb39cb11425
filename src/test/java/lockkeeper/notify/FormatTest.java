package lockkeeper.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.charset.StandardCharsets.UTF_8;

import lockkeeper.guard.Outcome;
import lockkeeper.incident.News;
import lockkeeper.setting.Secret;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

class FormatTest {
    private final SlackFormat slack = new SlackFormat(URI.create("https://locks.example/x/"));
    private final WebhookFormat webhook = new WebhookFormat(null);

    private static String text(Parcel parcel) {
        return new String(parcel.body(), UTF_8);
    }

    private static JsonNode json(Parcel parcel) {
        return JsonMapper.shared().readTree(parcel.body());
    }

    private static JsonNode json(Format format, News news) {
        return json(format.pack(List.of(news)));
    }

    @Test
    void aWebhookGetsTheIncidentInTheWordsOfTheApi() {
        var event = json(webhook, SomeNews.ended("i7"));
        assertEquals("ended", event.path("event").asString());
        assertEquals("i7", event.path("id").asString());
        assertEquals("hot row", event.path("kind").asString());
        assertEquals("2026-01-01T12:00:00.000000Z", event.path("started_at").asString());
        assertEquals("someone else", event.path("ended_by").asString());
        assertEquals(0.25, event.path("relief_seconds").asDouble());
        assertEquals(123.4, event.path("blocked_session_seconds").asDouble());
        var blocker = event.path("blockers").path(0);
        assertEquals("AccessExclusiveLock", blocker.path("mode").asString());
        assertEquals("waits", blocker.path("stage").asString());
        assertEquals(8702, blocker.path("blocked_by").path(0).asInt());
        assertTrue(event.path("action").isNull());
    }

    @Test
    void aWebhookGetsWhatTheGuardDidAndWhatIsWrong() {
        var acted = json(webhook, SomeNews.acted("i7", "a1", Outcome.RELEASED));
        assertEquals("acted", acted.path("event").asString());
        assertEquals("a1", acted.path("action").path("id").asString());
        assertEquals("released", acted.path("action").path("outcome").asString());
        var trouble = json(webhook, SomeNews.trouble("journal", false));
        assertEquals("trouble", trouble.path("event").asString());
        assertEquals("journal", trouble.path("key").asString());
    }

    @Test
    void aSecretSignsTheBody() {
        // printf '%s' '{"event":"test",...}' | openssl dgst -sha256 -hmac key
        var parcel = new WebhookFormat(new Secret("key")).test();
        assertEquals(
                "{\"event\":\"test\",\"sentence\":\"This is a test of Lockkeeper: its alerts arrive"
                        + " here.\"}",
                text(parcel));
        assertEquals(
                Map.of(
                        "X-Lockkeeper-Signature",
                        "sha256=185b25ccd1cadba16cf7a10149ea1c4211a3f23a89cd6807cd395fa1d19652ae"),
                parcel.headers());
        assertThat(webhook.test().headers()).isEmpty();
    }

    @Test
    void noDataOfAQueryLeavesTheHouse() {
        for (var news : List.of(SomeNews.opened("1", 5), SomeNews.acted("1", "a", null)))
            for (var format : List.of(slack, webhook))
                assertThat(text(format.pack(List.of(news))))
                        .contains("SET DEFAULT ?")
                        .doesNotContain("hunter2");
    }

    @Test
    void slackShowsTheSentenceTheFactsTheAdviceAndALink() {
        var blocks = json(slack, SomeNews.opened("i7", 61)).path("blocks");
        assertThat(blocks.path(0).path("text").path("text").asString())
                .startsWith("61 sessions wait for");
        assertThat(blocks.path(1).path("fields").toString())
                .contains("Server: main", "Database: app", "ALTER TABLE, pid 8891, deploy");
        assertThat(blocks.path(2).path("text").path("text").asString())
                .startsWith("```\nSET lock_timeout")
                .endsWith("\n```");
        assertEquals(
                "https://locks.example/x/incidents/i7",
                blocks.path(3).path("elements").path(0).path("url").asString());
        assertEquals(
                3, json(new SlackFormat(null), SomeNews.opened("i7", 61)).path("blocks").size());
    }

    @Test
    void nothingFromADatabaseIsMarkupForSlack() {
        for (var news :
                List.of(
                        SomeNews.opened("1", 5),
                        SomeNews.ended("1"),
                        SomeNews.acted("1", "a", null),
                        SomeNews.trouble("journal", false))) {
            var message = json(slack, news);
            assertThat(message.path("text").asString()).doesNotContain("<", ">", "\u001b");
            for (var block : message.path("blocks")) {
                var text = block.path("text");
                if (text.path("type").asString("").equals("mrkdwn"))
                    assertThat(text.path("text").asString())
                            .doesNotContain("<", ">", "\u001b", "\u202e")
                            .matches("(?s)```[^`]*```");
            }
        }
    }

    @Test
    void slackIsToldOfAStormInOneMessageWithinItsLimits() {
        var storm = IntStream.range(0, 200).mapToObj(i -> SomeNews.opened("i" + i, i + 1)).toList();
        var message = json(slack.pack(storm));
        assertEquals(12, message.path("blocks").size());
        assertThat(text(slack.pack(storm))).contains("200 messages at once", "and 190 more.");
    }

    @Test
    void whatHappenedIsSaidInPlainWords() {
        assertThat(Words.of(SomeNews.ended("1")))
                .startsWith("Over after 12 s on ")
                .endsWith(
                        "up to 61 sessions waited and lost 123 session-seconds. Someone else ended"
                                + " it. The queue drained within 250 ms.");
        assertThat(Words.of(SomeNews.acted("1", "a", Outcome.RELEASED)))
                .startsWith(
                        "Cancelling pid 8891: 50 sessions held up for 2.1 s. Outcome: released 50."
                                + " 50 sessions wait");
        assertThat(Words.of(SomeNews.acted("1", "a", Outcome.INEFFECTIVE)))
                .contains("Outcome: ineffective.");
    }
}
