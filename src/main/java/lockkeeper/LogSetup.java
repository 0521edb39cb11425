package lockkeeper;

import ch.qos.logback.classic.ClassicConstants;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;

import org.slf4j.Logger;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// What is logged, and in which form: one line a change, on standard error. Logback finds it as a
/// service. In code, because what reads it from XML would stay in memory, some 500 classes.
public final class LogSetup extends ContextAwareBase implements Configurator {
    /// Control characters are shown as a blank, so that no text from a database can end a line or
    /// imitate one.
    private static final String LINE =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX,UTC} %-5level"
                    + " %replace(%msg){'[\\p{Cc}\\p{Cf}\\u2028\\u2029]+', ' '}%n%rEx{short}";

    /// Libraries that log what we say ourselves, or nobody needs to know.
    private static final List<String> QUIET =
            List.of("com.zaxxer.hikari", "io.javalin", "org.eclipse.jetty");

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (isSetUpElsewhere()) return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        text(context);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /// By a file that somebody names, or that tests bring.
    private static boolean isSetUpElsewhere() {
        return System.getProperty(ClassicConstants.CONFIG_FILE_PROPERTY) != null
                || LogSetup.class.getResource("/" + ClassicConstants.TEST_AUTOCONFIG_FILE) != null;
    }

    static void text(LoggerContext context) {
        var encoder = new PatternLayoutEncoder();
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setPattern(LINE);
        use(context, encoder);
    }

    /// The same as one JSON object a line.
    static void json(LoggerContext context) {
        var encoder = new JsonEncoder();
        encoder.setWithSequenceNumber(false);
        encoder.setWithNanoseconds(false);
        encoder.setWithMessage(false);
        encoder.setWithArguments(false);
        encoder.setWithFormattedMessage(true);
        encoder.setWithContext(false);
        use(context, encoder);
    }

    private static void use(LoggerContext context, Encoder<ILoggingEvent> encoder) {
        encoder.setContext(context);
        encoder.start();
        var console = new ConsoleAppender<ILoggingEvent>();
        console.setContext(context);
        console.setName("console");
        console.setTarget("System.err");
        console.setEncoder(encoder);
        console.start();
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        root.addAppender(console);
        for (var library : QUIET) context.getLogger(library).setLevel(Level.ERROR);
    }
}
