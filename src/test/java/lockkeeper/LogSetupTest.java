package lockkeeper;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.ConsoleAppender;

import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

import tools.jackson.databind.json.JsonMapper;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import java.util.ServiceLoader;

class LogSetupTest {
    private static final String HOSTILE = "é\n12:00 ERROR forged\r\u2028\u001b[31m";

    private final LoggerContext context = new LoggerContext();

    LogSetupTest() {
        context.setMDCAdapter(new LogbackMDCAdapter());
    }

    @Test
    void logbackFindsIt() {
        assertThat(ServiceLoader.load(Configurator.class))
                .hasAtLeastOneElementOfType(LogSetup.class);
    }

    @Test
    void aMessageIsOneLineWhateverIsInIt() {
        LogSetup.text(context);
        assertThat(logged())
                .isEqualTo("2026-01-02T03:04:05.000Z WARN  é 12:00 ERROR forged [31m\n");
    }

    @Test
    void asJsonItIsOneObject() {
        LogSetup.json(context);
        var logged = logged();
        assertThat(logged).endsWith("\n").hasLineCount(1);
        var json = JsonMapper.shared().readTree(logged);
        assertThat(json.path("level").asString()).isEqualTo("WARN");
        assertThat(json.path("formattedMessage").asString()).isEqualTo(HOSTILE);
    }

    @Test
    void librariesTellOnlyOfErrors() {
        LogSetup.text(context);
        assertThat(context.getLogger("org.eclipse.jetty.server").getEffectiveLevel())
                .isEqualTo(Level.ERROR);
        assertThat(context.getLogger("lockkeeper.App").getEffectiveLevel()).isEqualTo(Level.INFO);
    }

    private String logged() {
        var logger = context.getLogger("lockkeeper.App");
        var event = new LoggingEvent("", logger, Level.WARN, HOSTILE, null, null);
        event.setInstant(Instant.parse("2026-01-02T03:04:05Z"));
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        var console = (ConsoleAppender<ILoggingEvent>) root.getAppender("console");
        return new String(
                Objects.requireNonNull(console).getEncoder().encode(event), StandardCharsets.UTF_8);
    }
}
