package lockkeeper.race;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Makes Linux hand out a process id a second time, where we are allowed to.
final class Pids {
    private static final Path LAST = Path.of("/proc/sys/kernel/ns_last_pid");

    private Pids() {}

    /// The next process shall have this id, if it is free. False where that cannot be arranged.
    static boolean next(int pid) {
        try {
            Files.writeString(LAST, Integer.toString(pid - 1));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    static boolean exists(int pid) {
        return ProcessHandle.of(pid).isPresent();
    }
}
