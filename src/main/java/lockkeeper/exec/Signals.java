package lockkeeper.exec;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The signals that we were sent ourselves: they are for the command.
///
/// Without handlers of our own the JVM would end at once and leave the command behind. They are
/// reached by reflection, because the compiler warns of `sun.misc.Signal` and cannot be told not
/// to.
final class Signals {
    private static final Logger log = LoggerFactory.getLogger(Signals.class);

    /// Who passes them on.
    interface Receiver {
        void receive(Sign sign);
    }

    private final CountDownLatch any = new CountDownLatch(1);
    private final List<Sign> received = new ArrayList<>();
    private @Nullable Receiver receiver;

    /// From now on signals do not end this process any more.
    void install() {
        for (var sign : Sign.values()) {
            try {
                handle(sign);
            } catch (ReflectiveOperationException | IllegalArgumentException e) {
                log.debug("SIG{} cannot be passed on: {}", sign, e.toString());
            }
        }
    }

    private void handle(Sign sign) throws ReflectiveOperationException {
        var signal = Class.forName("sun.misc.Signal");
        var handler = Class.forName("sun.misc.SignalHandler");
        var receive =
                MethodHandles.lookup()
                        .bind(this, "receive", MethodType.methodType(void.class, Sign.class))
                        .bindTo(sign);
        var ours =
                MethodHandleProxies.asInterfaceInstance(
                        handler, MethodHandles.dropArguments(receive, 0, signal));
        signal.getMethod("handle", signal, handler)
                .invoke(null, signal.getConstructor(String.class).newInstance(sign.name()), ours);
    }

    synchronized void receive(Sign sign) {
        received.add(sign);
        any.countDown();
        if (receiver != null) receiver.receive(sign);
    }

    /// The first that came; null if none has.
    synchronized @Nullable Sign received() {
        return received.isEmpty() ? null : received.getFirst();
    }

    /// Who gets them from now on; null: nobody.
    ///
    /// @return those that came before
    synchronized List<Sign> passTo(@Nullable Receiver next) {
        receiver = next;
        return List.copyOf(received);
    }

    /// Waits for so long. False, and at once, if a signal has come or comes.
    boolean pause(Duration time) throws InterruptedException {
        return !any.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }
}
