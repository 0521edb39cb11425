package lockkeeper.notify;

import static lockkeeper.graph.Scene.USERS;
import static lockkeeper.lock.LockMode.ACCESS_EXCLUSIVE;
import static lockkeeper.lock.LockMode.ACCESS_SHARE;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.graph.Scene;
import lockkeeper.incident.Archive;
import lockkeeper.incident.Incident;
import lockkeeper.incident.IncidentLog;
import lockkeeper.incident.IncidentSettings;
import lockkeeper.incident.News;
import lockkeeper.watch.Observation;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What Slack refuses for good: whoever names a table must not decide whether people hear of it.
class SlackLimitsTest {
    private static final int LONGEST_BLOCK = 3000;
    private static final int LONGEST_FIELD = 2000;

    private final SlackFormat slack = new SlackFormat(URI.create("https://locks.example/"));

    @ParameterizedTest
    @ValueSource(strings = {"&", "<", "&>x", "``<", "\uD83D\uDD12", "\uD83D\uDD12&", "u"})
    void noNameMakesAMessageThatIsTooLong(String characters) {
        // wherever the cut is
        for (var shift = 0; shift < 12; shift++) {
            var blocks = message("x".repeat(shift) + characters.repeat(63)).path("blocks");
            for (var block : blocks) {
                assertThat(shown(block)).hasSizeLessThanOrEqualTo(LONGEST_BLOCK);
                for (var field : block.path("fields"))
                    assertThat(field.path("text").asString()).hasSizeLessThan(LONGEST_FIELD);
            }
            assertThat(shown(blocks.path(2))).startsWith("```\n").endsWith("…\n```");
            var advice = shown(blocks.path(2)).replaceAll("^```\n|\n```$", "");
            assertThat(advice).doesNotContain("```");
            var plain = advice.replaceAll("&(amp|lt|gt);", "");
            assertThat(plain).doesNotContainPattern("[&<>]");
            assertThat(plain.codePoints()).noneMatch(SlackLimitsTest::isHalf);
        }
    }

    private static String shown(JsonNode block) {
        return block.path("text").path("text").asString("");
    }

    private static boolean isHalf(int codePoint) {
        return Character.getType(codePoint) == Character.SURROGATE;
    }

    /// As Slack gets it when a pile-up is seen behind changes of a table with this name.
    private JsonNode message(String name) {
        var longest = name.substring(0, name.offsetByCodePoints(0, 63));
        var table = "\"" + longest + "\".\"" + longest + "\"";
        var change =
                "ALTER TABLE "
                        + table
                        + " ADD FOREIGN KEY (\""
                        + longest
                        + "\") REFERENCES "
                        + table
                        + ";";
        var seen =
                new Scene()
                        .held(1, ACCESS_SHARE, USERS)
                        .awaited(2, ACCESS_EXCLUSIVE, USERS)
                        .query(2, change.repeat(4))
                        .crowd(3, 5, ACCESS_SHARE, USERS);
        return JsonMapper.shared().readTree(slack.pack(List.of(opened(seen))).body());
    }

    private static News opened(Scene seen) {
        var told = new ArrayList<News>();
        new IncidentLog(
                        IncidentSettings.DEFAULTS,
                        told::add,
                        _ -> {},
                        new Forgetful(),
                        Runnable::run,
                        _ -> null,
                        () -> "i1",
                        query -> query)
                .onObservation(
                        new Observation(
                                "main", Observation.Kind.FULL, seen.graph(), 0, Duration.ZERO));
        return told.getFirst();
    }

    private static final class Forgetful implements Archive {
        @Override
        public void save(Incident incident) {}

        @Override
        public List<Incident> load(int limit) {
            return List.of();
        }
    }
}
