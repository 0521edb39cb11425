package lockkeeper.notify;

import lockkeeper.setting.Secret;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Objects;

/// Brings messages to one receiver, trying again for a while where that may help.
final class Courier {
    private static final Logger log = LoggerFactory.getLogger(Courier.class);

    /// So old a message is no news any more.
    static final Duration PATIENCE = Duration.ofMinutes(15);

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(2);

    private final String channel;
    private final URI url;
    private final Post post;
    private final InstantSource clock;
    private final Pause pause;

    Courier(String channel, Secret url, Post post, InstantSource clock, Pause pause) {
        this.channel = channel;
        this.url = URI.create(url.reveal());
        this.post = post;
        this.clock = clock;
        this.pause = pause;
    }

    /// What came of one attempt.
    sealed interface Attempt {
        record Delivered() implements Attempt {}

        /// It would fail again.
        record Refused(String why) implements Attempt {}

        /// @param asked how long to wait, null if the receiver did not say
        record Later(String why, @Nullable Duration asked) implements Attempt {}
    }

    String host() {
        return url.getHost();
    }

    /// Tries until it is delivered, refused, or too old. True if it was delivered.
    ///
    /// @param since when the news came up
    boolean deliver(Parcel parcel, Instant since) throws InterruptedException {
        var backoff = Duration.ofSeconds(1);
        while (true)
            switch (attempt(parcel)) {
                case Attempt.Delivered() -> {
                    return true;
                }
                case Attempt.Refused(var why) -> {
                    return failed(why);
                }
                case Attempt.Later(var why, var asked) -> {
                    var next = asked == null ? backoff : asked;
                    if (clock.instant().plus(next).isAfter(since.plus(PATIENCE)))
                        return failed(why);
                    log.debug("alert later channel={} host={} why={}", channel, host(), why);
                    pause.sleep(next);
                    backoff = shorter(backoff.multipliedBy(2), LONGEST_PAUSE);
                }
            }
    }

    private boolean failed(String why) {
        log.warn("alert not delivered channel={} host={} why={}", channel, host(), why);
        return false;
    }

    /// Tries once.
    Attempt attempt(Parcel parcel) throws InterruptedException {
        try {
            return switch (post.send(url, parcel.headers(), parcel.body())) {
                case Post.Answer.Private() ->
                        new Attempt.Refused(
                                "it has a private address; alerts.allow_private may name it");
                case Post.Answer.Status(var code, var retryAfter) -> attempt(code, retryAfter);
            };
        } catch (IOException e) {
            return new Attempt.Later(
                    Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName()), null);
        }
    }

    private Attempt attempt(int status, @Nullable String retryAfter) {
        if (status / 100 == 2) return new Attempt.Delivered();
        var why = "it answered " + status;
        if (status == 429 || status / 100 == 5) return new Attempt.Later(why, wait(retryAfter));
        return new Attempt.Refused(why + (status / 100 == 3 ? ", which is not followed" : ""));
    }

    /// In seconds or as a date; null if it is neither.
    private @Nullable Duration wait(@Nullable String retryAfter) {
        if (retryAfter == null) return null;
        try {
            if (retryAfter.matches("\\d{1,9}"))
                return atLeastOneSecond(Duration.ofSeconds(Long.parseLong(retryAfter)));
            var then = ZonedDateTime.parse(retryAfter, DateTimeFormatter.RFC_1123_DATE_TIME);
            return atLeastOneSecond(Duration.between(clock.instant(), then));
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static Duration atLeastOneSecond(Duration wait) {
        var second = Duration.ofSeconds(1);
        return wait.compareTo(second) < 0 ? second : wait;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
