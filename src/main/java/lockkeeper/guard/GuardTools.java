package lockkeeper.guard;

import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// What the guard of one server works with.
///
/// @param maySignal whether our role may signal other sessions
/// @param exists whether the kill-switch file exists
/// @param nanoTime the clock of [lockkeeper.watch.Observation#begunAt()]
/// @param newId makes the ids of actions
/// @param executor runs journal writes and signals, one at a time and in order
public record GuardTools(
        BackendControl control,
        Journal journal,
        Leadership leadership,
        Witness witness,
        BooleanSupplier maySignal,
        Predicate<Path> exists,
        LongSupplier nanoTime,
        Supplier<String> newId,
        Executor executor) {}
