package lockkeeper.pg;

import lockkeeper.guard.BackendControl;
import lockkeeper.guard.Leadership;
import lockkeeper.watch.CatalogFacts;
import lockkeeper.watch.PoolUse;
import lockkeeper.watch.QueryText;
import lockkeeper.watch.SamplingSettings;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// Everything we have of one server. Opening it does not wait for the server.
public final class PgTarget implements AutoCloseable {
    private final Connections connections;
    private final Watchdog watchdog;
    private final PgSnapshotSource source;
    private final Actor actor;
    private final Names names = new Names(System::nanoTime);
    private final NameReader nameReader;
    private final CatalogReader catalogReader;
    private volatile List<CatalogFacts> catalogs = List.of();
    private volatile Consumer<List<CatalogFacts>> toldOfCatalogs = _ -> {};

    private PgTarget(TargetSettings target, SamplingSettings sampling) {
        var timeouts = new Timeouts(sampling.statementTimeout());
        var facts = new KnownFacts();
        watchdog = new Watchdog(timeouts.watchdog());
        connections = new Connections(target, timeouts);
        var withTexts = sampling.queryText() != QueryText.NONE;
        source =
                new PgSnapshotSource(connections, watchdog, facts, names, withTexts, this::ownPids);
        actor = new Actor(connections, watchdog, facts, this::ownPids, System::nanoTime);
        nameReader = new NameReader(target, timeouts, names, source::isCalm, System::nanoTime);
        catalogReader = new CatalogReader(target, source::isCalm, this::found);
    }

    private void found(List<CatalogFacts> newest) {
        catalogs = newest;
        toldOfCatalogs.accept(newest);
    }

    public static PgTarget open(TargetSettings target, SamplingSettings sampling) {
        var opened = openToLook(target, sampling);
        opened.actor.start();
        return opened;
    }

    /// For one who looks on: it never leads, so that a daemon can.
    public static PgTarget openToLook(TargetSettings target, SamplingSettings sampling) {
        var opened = new PgTarget(target, sampling);
        opened.nameReader.start();
        return opened;
    }

    public PgSnapshotSource source() {
        return source;
    }

    public BackendControl control() {
        return actor.control();
    }

    public Leadership leadership() {
        return actor.leadership();
    }

    /// Logs in with this from now on; what is connected stays so.
    public void use(TargetSettings login) {
        connections.use(login);
        nameReader.use(login);
        catalogReader.use(login);
    }

    /// Begins to look into the catalogs of all databases now and then.
    ///
    /// @param told hears of all that is known, with each change
    public void readCatalogs(Consumer<List<CatalogFacts>> told) {
        toldOfCatalogs = told;
        catalogReader.start();
    }

    /// What the last looks into the catalogs found.
    public List<CatalogFacts> catalogs() {
        return catalogs;
    }

    public PoolUse pool() {
        return connections.use();
    }

    Directory names() {
        return names;
    }

    private Set<Integer> ownPids() {
        var pids =
                new HashSet<>(
                        List.of(source.pid(), actor.pid(), nameReader.pid(), catalogReader.pid()));
        pids.remove(0);
        return pids;
    }

    @Override
    public void close() {
        catalogReader.close();
        nameReader.close();
        actor.close();
        connections.close();
        watchdog.close();
    }
}
