package lockkeeper;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;

import lockkeeper.config.LogFormat;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/// Sets the form of the log. Text is what [LogSetup] says before any configuration is read.
final class LogOutput {
    private LogOutput() {}

    /// Only errors: for a command that says by itself what goes on.
    static void quiet() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context)
            context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.ERROR);
    }

    static void use(LogFormat format) {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) return;
        if (format == LogFormat.JSON) {
            context.reset();
            LogSetup.json(context);
        }
        context.addTurboFilter(new WithoutRequests());
    }

    /// For a command that draws on the terminal the log would otherwise go to.
    static void silence() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) context.reset();
    }

    /// Below INFO the HTTP server prints each request, token and all; so it never does, whatever
    /// logback file somebody brings along.
    private static final class WithoutRequests extends TurboFilter {
        @Override
        public FilterReply decide(
                @Nullable Marker marker,
                ch.qos.logback.classic.Logger logger,
                Level level,
                @Nullable String format,
                Object @Nullable [] arguments,
                @Nullable Throwable failure) {
            return !level.isGreaterOrEqual(Level.INFO)
                            && logger.getName().startsWith("org.eclipse.jetty")
                    ? FilterReply.DENY
                    : FilterReply.NEUTRAL;
        }
    }
}
