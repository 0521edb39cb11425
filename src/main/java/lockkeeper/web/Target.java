package lockkeeper.web;

import lockkeeper.guard.BackendControl;
import lockkeeper.guard.GuardStatus;
import lockkeeper.watch.CatalogFacts;
import lockkeeper.watch.Newest;
import lockkeeper.watch.SamplingSettings;
import lockkeeper.watch.ServerFacts;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Supplier;

/// One watched server, as far as the HTTP interface needs it. Everything but `control` answers from
/// memory.
///
/// @param catalogs what the last looks into the catalogs of its databases found
/// @param control signals the sessions that somebody names by hand
/// @param closeCircuit closes the guard's circuit before its time
public record Target(
        Newest newest,
        Supplier<SamplingSettings> sampling,
        Facts facts,
        Supplier<GuardStatus> guard,
        Supplier<List<CatalogFacts>> catalogs,
        BackendControl control,
        Runnable closeCircuit) {
    /// What is known of the server by now.
    public interface Facts {
        /// Null before the first connection.
        @Nullable ServerFacts now();
    }

    public String name() {
        return newest.target();
    }
}
