package lockkeeper;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;

import lockkeeper.config.LogFormat;

import org.slf4j.LoggerFactory;

/// Sets the form of the log. Text is what `logback.xml` says before any configuration is read.
final class LogOutput {
    private LogOutput() {}

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
