package lockkeeper.exec;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandle;

/// `kill(2)`: Java itself can send no other signals than SIGTERM and SIGKILL, and a container may
/// have no program for it.
final class Kill {
    private static final @Nullable MethodHandle KILL = Libc.find("kill", 2);

    private Kill() {}

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
