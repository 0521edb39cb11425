package lockkeeper.web;

import lockkeeper.graph.WaitQueue;
import lockkeeper.lock.AwaitedLock;
import lockkeeper.lock.HeldLock;
import lockkeeper.lock.LockSnapshot;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/// The queue of one lockable object, head of the line first.
record QueueView(LockView lock, List<Holder> holders, List<Waiter> waiters) {
    /// @param gid name of the prepared transaction, if it is one; its pid is 0
    record Holder(int pid, @Nullable String gid, String mode) {
        static Holder of(HeldLock lock) {
            return new Holder(
                    lock.holder().pid(), SessionView.gid(lock.holder()), lock.mode().pgName());
        }
    }

    record Waiter(int pid, String mode, @Nullable Instant since) {
        static Waiter of(AwaitedLock lock) {
            return new Waiter(lock.waiter().pid(), lock.mode().pgName(), lock.waitStart());
        }
    }

    static QueueView of(WaitQueue queue, LockSnapshot snapshot) {
        return new QueueView(
                LockView.of(queue.target(), snapshot),
                queue.holders().stream().map(Holder::of).toList(),
                queue.waiters().stream().map(Waiter::of).toList());
    }
}
