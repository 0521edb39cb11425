package lockkeeper.exec;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.BooleanSupplier;

/// The guard under which a command runs: one of our own, or that of a daemon.
public interface Cover {
    /// Returns once whoever connects from now on is guarded.
    ///
    /// @param unwanted asked meanwhile; true ends it
    void arm(BooleanSupplier unwanted) throws NotArmed, InterruptedException;

    /// The command is about to be run: what is stopped from now on belongs to this attempt.
    void begin();

    /// What was stopped of the command in this attempt, asked after its end; empty if nothing was,
    /// as far as could be seen.
    List<Stopped> stopped() throws InterruptedException;

    /// Why a further attempt would not be guarded; null if it would.
    @Nullable String standsDown();
}
