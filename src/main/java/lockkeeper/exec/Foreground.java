package lockkeeper.exec;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandle;

/// The processes that get a terminal's SIGINT from the terminal itself. It sends Ctrl-C to all that
/// are in its foreground group, and many a program takes a second one for impatience.
final class Foreground {
    private static final @Nullable MethodHandle GROUP_OF = Libc.find("getpgid", 1);
    private static final @Nullable MethodHandle IN_FRONT = Libc.find("tcgetpgrp", 1);
    private static final int NONE = -1;
    private static final int OURSELVES = 0;
    private static final int STANDARD_STREAMS = 3;

    private final int group;

    private Foreground(int group) {
        this.group = group;
    }

    /// As it is now: nobody, unless we are among them.
    static Foreground now() {
        var ours = call(GROUP_OF, OURSELVES);
        // one of the streams may be redirected, as in `exec … | tee log`
        for (var stream = 0; stream < STANDARD_STREAMS; stream++)
            if (ours != NONE && call(IN_FRONT, stream) == ours) return new Foreground(ours);
        return new Foreground(NONE);
    }

    boolean includes(ProcessHandle process) {
        return group != NONE && call(GROUP_OF, (int) process.pid()) == group;
    }

    private static int call(@Nullable MethodHandle function, int argument) {
        if (function == null) return NONE;
        try {
            return (int) function.invokeExact(argument);
        } catch (Throwable e) {
            throw new LinkageError("libc", e);
        }
    }
}
