package lockkeeper.incident;

import lockkeeper.guard.Stage;
import lockkeeper.guard.Suspect;
import lockkeeper.lock.Backend;
import lockkeeper.lock.LockMode;
import lockkeeper.lock.LockOwner;

import org.jspecify.annotations.Nullable;

/// Somebody whose end would help those who wait.
///
/// @param backend its session, null for a prepared transaction or one that we cannot see
/// @param granted whether it has the lock that others wait for
record InTheWay(
        LockOwner owner, @Nullable Backend backend, Stage stage, LockMode mode, boolean granted) {
    static InTheWay of(Suspect suspect) {
        return new InTheWay(
                suspect.owner(),
                suspect.backend(),
                suspect.stage(),
                suspect.mode(),
                suspect.granted());
    }

    static InTheWay of(Contention contention) {
        return new InTheWay(
                contention.root(), contention.backend(), Stage.HOLDS, contention.mode(), true);
    }
}
