package lockkeeper.incident;

import static lockkeeper.graph.Scene.USERS;
import static lockkeeper.lock.LockMode.ACCESS_EXCLUSIVE;
import static lockkeeper.lock.LockMode.ACCESS_SHARE;
import static lockkeeper.lock.LockMode.EXCLUSIVE;
import static lockkeeper.lock.LockMode.ROW_EXCLUSIVE;
import static lockkeeper.lock.LockMode.SHARE;
import static lockkeeper.lock.LockMode.SHARE_UPDATE_EXCLUSIVE;

import lockkeeper.graph.Scene;
import lockkeeper.lock.LockOwner;
import lockkeeper.lock.LockTarget;
import lockkeeper.lock.LockType;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// Queues for tests, with and without DDL that is to blame.
final class Waits {
    static final int HOLDER = 812;
    static final int FIRST = 1000;
    static final int ALTER = 200;
    static final LockTarget ROW = LockTarget.tuple(5, 1001, 0, 1);
    static final LockTarget TRANSACTION = LockTarget.transaction("4711");
    static final LockTarget VIRTUAL =
            new LockTarget(LockType.VIRTUALXID, 0, 0, -1, -1, "3/7", null, 0, 0, 0);
    static final LockTarget MUTEX =
            new LockTarget(LockType.ADVISORY, 5, 0, -1, -1, null, null, 0, 42, 1);

    private Waits() {}

    /// So many want a row that pid 812 has changed.
    static Scene row(int waiting) {
        return rowOf(new Scene(), Scene.backend(HOLDER), waiting)
                .query(HOLDER, "UPDATE users SET name = 'x'");
    }

    /// The first in line waits for the transaction, the others for their place behind it.
    static Scene rowOf(Scene scene, LockOwner holder, int waiting) {
        return scene.with(HOLDER, b -> b)
                .held(holder, EXCLUSIVE, TRANSACTION)
                .held(FIRST, ACCESS_EXCLUSIVE, ROW)
                .awaited(FIRST, SHARE, TRANSACTION)
                .crowd(FIRST + 1, waiting - 1, ACCESS_EXCLUSIVE, ROW);
    }

    static Scene mutex(int waiting) {
        return new Scene()
                .held(HOLDER, EXCLUSIVE, MUTEX)
                .query(HOLDER, "SELECT pg_advisory_lock(42)")
                .state(HOLDER, "idle")
                .crowd(FIRST, waiting, EXCLUSIVE, MUTEX);
    }

    /// An autovacuum that does not yield, and so many who wait for it behind each other.
    static Scene wraparound(int waiting) {
        return vacuumed().crowd(FIRST, waiting, SHARE_UPDATE_EXCLUSIVE, USERS);
    }

    static Scene vacuumed() {
        return new Scene()
                .held(HOLDER, SHARE_UPDATE_EXCLUSIVE, USERS)
                .type(HOLDER, "autovacuum worker")
                .query(HOLDER, "autovacuum: VACUUM public.users (to prevent wraparound)");
    }

    /// A report, DDL behind it, and so many readers behind that.
    static Scene pileUp(int stuck) {
        return new Scene()
                .held(HOLDER, ACCESS_SHARE, USERS)
                .awaited(ALTER, ACCESS_EXCLUSIVE, USERS)
                .query(ALTER, "ALTER TABLE users ADD COLUMN note text")
                .crowd(FIRST, stuck, ROW_EXCLUSIVE, USERS);
    }

    /// A session that idles in its transaction, and a CONCURRENTLY build that waits for its end.
    static Scene build() {
        return new Scene()
                .held(HOLDER, EXCLUSIVE, VIRTUAL)
                .query(HOLDER, "SELECT pg_try_advisory_xact_lock(1)")
                .edit(HOLDER, session -> session.state("idle in transaction").stateChange(null))
                .awaited(ALTER, SHARE, VIRTUAL)
                .query(ALTER, "CREATE INDEX CONCURRENTLY users_name ON users (name)");
    }

    /// The same scene with a session in another state since then.
    static Scene state(Scene scene, int pid, String state, @Nullable Instant since) {
        return scene.edit(pid, session -> session.state(state).stateChange(since));
    }
}
