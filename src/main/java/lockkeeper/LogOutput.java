package lockkeeper;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;

import lockkeeper.config.LogFormat;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sets the form of the log. Text is what `logback.xml` says before any configuration is read.
final class LogOutput {
    private LogOutput() {}

    /// Only errors: for a command that says by itself what goes on.
    static void quiet() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context)
            context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.ERROR);
    }

    static void use(LogFormat format) throws JoranException {
        if (format != LogFormat.JSON) return;
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) return;
        var configurator = new JoranConfigurator();
        configurator.setContext(context);
        context.reset();
        configurator.doConfigure(LogOutput.class.getResource("logback-json.xml"));
    }

    /// For a command that draws on the terminal the log would otherwise go to.
    static void silence() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) context.reset();
    }
}
