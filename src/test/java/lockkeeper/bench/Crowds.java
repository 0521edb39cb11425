package lockkeeper.bench;

import static lockkeeper.lock.LockMode.ACCESS_EXCLUSIVE;
import static lockkeeper.lock.LockMode.ACCESS_SHARE;
import static lockkeeper.lock.LockMode.EXCLUSIVE;
import static lockkeeper.lock.LockMode.ROW_EXCLUSIVE;
import static lockkeeper.lock.LockMode.SHARE;

import lockkeeper.graph.Scene;
import lockkeeper.lock.LockSnapshot;
import lockkeeper.lock.LockTarget;

/// Large samples of the shapes that storms have.
enum Crowds {
    /// One report, one migration behind it, everybody else behind the migration.
    ONE_QUEUE {
        @Override
        Scene scene(int size) {
            var scene = new Scene().held(1, ACCESS_SHARE, Scene.USERS);
            scene.awaited(2, ACCESS_EXCLUSIVE, Scene.USERS);
            for (var i = 0; i < size; i++)
                scene.awaited(10 + i, i % 2 == 0 ? ACCESS_SHARE : ROW_EXCLUSIVE, Scene.USERS);
            return scene;
        }
    },
    /// Ten migrations in one queue, spread among everybody else.
    STACKED {
        @Override
        Scene scene(int size) {
            var scene = new Scene().held(1, ACCESS_SHARE, Scene.USERS);
            scene.awaited(2, ACCESS_EXCLUSIVE, Scene.USERS);
            for (var i = 0; i < size; i++)
                scene.awaited(
                        10 + i,
                        i % (size / 10) == 0 ? ACCESS_EXCLUSIVE : ACCESS_SHARE,
                        Scene.USERS);
            return scene;
        }
    },
    /// Queues of ten: a migration and nine behind it.
    MANY_QUEUES {
        @Override
        Scene scene(int size) {
            var scene = new Scene();
            for (var i = 0; i < size; i++) {
                var table = LockTarget.relation(5, 2000 + i / 10);
                if (i % 10 == 0) scene.held(1, ACCESS_SHARE, table);
                scene.awaited(10 + i, i % 10 == 0 ? ACCESS_EXCLUSIVE : ACCESS_SHARE, table);
            }
            return scene;
        }
    },
    /// Each waits for the one before, with a migration at the head.
    CHAIN {
        @Override
        Scene scene(int size) {
            var scene = new Scene().held(1, ACCESS_SHARE, Scene.USERS);
            scene.awaited(10, ACCESS_EXCLUSIVE, Scene.USERS);
            for (var i = 0; i < size; i++) {
                var table = LockTarget.relation(5, 2000 + i);
                scene.held(10 + i, ROW_EXCLUSIVE, table).awaited(11 + i, SHARE, table);
            }
            return scene;
        }
    },
    /// Updates of one row, in line.
    ROW {
        @Override
        Scene scene(int size) {
            var row = LockTarget.tuple(5, 1001, 0, 1);
            var first = LockTarget.transaction("700");
            var scene = new Scene().held(1, EXCLUSIVE, first).held(2, EXCLUSIVE, row);
            scene.awaited(2, SHARE, first);
            return scene.crowd(10, size, EXCLUSIVE, row);
        }
    },
    /// Everybody holds the table, and a migration waits for all of them: ten rows a waiter. The
    /// rows come in no order, as the lock table has them.
    HOLDERS {
        @Override
        Scene scene(int size) {
            var scene = new Scene();
            for (var i = 0; i < size; i++) scene.with(100_000 + i, session -> session);
            for (var i = 0; i < size; i++)
                scene.held(100_000 + (int) (i * 7919L % size), ACCESS_SHARE, Scene.USERS);
            scene.awaited(2, ACCESS_EXCLUSIVE, Scene.USERS);
            return scene.crowd(10, size / 10, ACCESS_SHARE, Scene.USERS);
        }
    },
    /// The same rows, but of sessions that each hold a hundred tables, on each of which a migration
    /// waits.
    TABLES {
        @Override
        Scene scene(int size) {
            var scene = new Scene();
            for (var t = 0; t < 100; t++) {
                var table = LockTarget.relation(5, 2000 + t);
                for (var i = 0; i < size / 100; i++) scene.held(100_000 + i, ACCESS_SHARE, table);
                scene.awaited(10 + t, ACCESS_EXCLUSIVE, table);
                scene.crowd(1_000 + t * size / 1_000, size / 1_000, ACCESS_SHARE, table);
            }
            return scene;
        }
    };

    abstract Scene scene(int size);

    /// The size to measure, beside a tenth of it.
    int large() {
        return switch (this) {
            case CHAIN -> 1_000;
            case HOLDERS, TABLES -> 100_000;
            case ONE_QUEUE, STACKED, MANY_QUEUES, ROW -> 10_000;
        };
    }

    /// A shape and a size, as `ROW:1000`.
    static LockSnapshot parse(String text) {
        var parts = text.split(":", 2);
        return valueOf(parts[0]).sample(Integer.parseInt(parts[1]));
    }

    LockSnapshot sample(int size) {
        return scene(size).snapshot();
    }
}
