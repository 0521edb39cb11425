package lockkeeper.exec;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// `kill(2)`: Java itself can send no other signals than SIGTERM and SIGKILL, and a container may
/// have no program for it.
final class Kill {
    private static final @Nullable MethodHandle KILL = find();

    private Kill() {}

    @SuppressWarnings("restricted")
    private static @Nullable MethodHandle find() {
        var linker = Linker.nativeLinker();
        var signature =
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
        return linker.defaultLookup()
                .find("kill")
                .map(address -> linker.downcallHandle(address, signature))
                .orElse(null);
    }

    /// Sends a signal to a process that is alive; SIGTERM where another cannot be sent.
    static void send(ProcessHandle process, Sign sign) {
        if (!process.isAlive()) return;
        if (sign == Sign.TERM || !sent(process.pid(), sign.number())) process.destroy();
    }

    private static boolean sent(long pid, int number) {
        if (KILL == null) return false;
        try {
            return (int) KILL.invokeExact((int) pid, number) == 0;
        } catch (Throwable e) {
            throw new LinkageError("kill(2)", e);
        }
    }
}
