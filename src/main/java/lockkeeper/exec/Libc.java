package lockkeeper.exec;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Collections;

/// The functions of the system's library that take numbers and answer with one.
final class Libc {
    private Libc() {}

    /// Null if there is none of this name.
    @SuppressWarnings("restricted")
    static @Nullable MethodHandle find(String name, int arguments) {
        var linker = Linker.nativeLinker();
        var numbers = Collections.nCopies(arguments, ValueLayout.JAVA_INT);
        var signature =
                FunctionDescriptor.of(ValueLayout.JAVA_INT, numbers.toArray(MemoryLayout[]::new));
        return linker.defaultLookup()
                .find(name)
                .map(address -> linker.downcallHandle(address, signature))
                .orElse(null);
    }
}
