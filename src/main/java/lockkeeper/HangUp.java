package lockkeeper;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.lang.reflect.Proxy;

/// The signal by which daemons are asked to read their configuration again. Where there is no such
/// signal, or the JVM was told not to use it (`-Xrs`), nothing is changed.
final class HangUp {
    private static final Logger log = LoggerFactory.getLogger(HangUp.class);

    private HangUp() {}

    /// @param action runs for each SIGHUP, on a thread of its own
    static void on(Runnable action) {
        try {
            // by name, because the compiler warns of this class whatever it is told
            var signal = Class.forName("sun.misc.Signal");
            var handler = Class.forName("sun.misc.SignalHandler");
            var ours =
                    Proxy.newProxyInstance(
                            HangUp.class.getClassLoader(),
                            new Class<?>[] {handler},
                            (_, _, _) -> {
                                action.run();
                                return null;
                            });
            var hangUp = signal.getConstructor(String.class).newInstance("HUP");
            signal.getMethod("handle", signal, handler).invoke(null, hangUp, ours);
        } catch (ReflectiveOperationException e) {
            log.debug("no SIGHUP here: {}", e.toString());
        }
    }
}
