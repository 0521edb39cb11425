package lockkeeper;

import lockkeeper.guard.BackendControl;
import lockkeeper.guard.Guard;
import lockkeeper.guard.GuardRules;
import lockkeeper.guard.GuardStatus;
import lockkeeper.guard.GuardTools;
import lockkeeper.guard.Journal;
import lockkeeper.guard.JournalEntry;
import lockkeeper.guard.Witness;
import lockkeeper.lock.HeldLock;
import lockkeeper.pg.PgTarget;
import lockkeeper.pg.TargetSettings;
import lockkeeper.watch.CatalogFacts;
import lockkeeper.watch.Newest;
import lockkeeper.watch.Observer;
import lockkeeper.watch.PoolUse;
import lockkeeper.watch.QueryText;
import lockkeeper.watch.SamplingSettings;
import lockkeeper.watch.ServerFacts;
import lockkeeper.watch.SnapshotFailed;
import lockkeeper.watch.Watcher;

import org.jspecify.annotations.Nullable;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// One server with all that watches it: connections, poll loop and guard.
final class Station implements AutoCloseable {
    private final String name;
    private final SamplingSettings sampling;
    private final PgTarget server;
    private final OneByOne hand;
    private final KillSwitch killSwitch = new KillSwitch();
    private final GuardRules rules;
    private final Guard guard;
    private final Newest newest;
    private @Nullable Watcher watcher;
    private Consumer<List<CatalogFacts>> toldOfCatalogs = _ -> {};

    /// What a station is given from outside.
    ///
    /// @param ids makes the ids of actions
    record Parts(
            GuardRules rules,
            Journal journal,
            Witness witness,
            InstantSource clock,
            Supplier<String> ids) {}

    Station(TargetSettings target, SamplingSettings sampling, Parts parts) {
        this.name = target.name();
        this.sampling = sampling;
        // the guard tells commands apart by texts that perhaps nobody may see
        server = PgTarget.open(target, sampling.with(QueryText.FULL));
        rules = parts.rules();
        hand = new OneByOne("guard-" + name);
        newest = new Newest(name, parts.clock());
        var tools =
                new GuardTools(
                        server.control(),
                        parts.journal(),
                        server.leadership(),
                        parts.witness(),
                        this::maySignal,
                        killSwitch,
                        System::nanoTime,
                        parts.ids(),
                        hand);
        guard = new Guard(name, rules, tools);
    }

    private boolean maySignal() {
        var facts = facts();
        return facts != null && (facts.signalsOthers() || facts.superuser());
    }

    /// What the guard did before this start, oldest first.
    void recall(Collection<JournalEntry> earlier) {
        guard.recall(earlier);
    }

    /// These hear of each look at the server, in this order and before the guard.
    Station toldTo(List<Observer> others) {
        var observers = new ArrayList<Observer>();
        observers.add(newest);
        observers.addAll(others);
        observers.add(guard);
        watcher = new Watcher(name, server.source(), observers, sampling, System::nanoTime);
        return this;
    }

    /// Another password and other intervals, from the next login and look on.
    void use(TargetSettings login, SamplingSettings changed) {
        server.use(login);
        if (watcher != null) watcher.use(changed);
    }

    /// This one hears of what is found in the catalogs.
    void tellOfCatalogs(Consumer<List<CatalogFacts>> told) {
        toldOfCatalogs = told;
    }

    String name() {
        return name;
    }

    void start() {
        if (watcher != null) watcher.start();
        server.readCatalogs(toldOfCatalogs);
    }

    Newest newest() {
        return newest;
    }

    BackendControl control() {
        return server.control();
    }

    /// Whether somebody who had a lock still has it.
    boolean stillHeld(HeldLock lock) throws SnapshotFailed {
        return server.source().stillHeld(lock);
    }

    /// How the guard stands; null before the first sample.
    @Nullable GuardStatus status() {
        return guard.status();
    }

    /// How the guard stands; before the first sample only by its rules.
    GuardStatus standing() {
        var seen = guard.status();
        if (seen != null) return seen;
        var inForce = rules.inForce();
        var settings = inForce.settings();
        return new GuardStatus(
                settings.mode(), settings, false, false, null, false, inForce.deploy(), null);
    }

    /// What the last looks into the catalogs found.
    List<CatalogFacts> catalogs() {
        return server.catalogs();
    }

    PoolUse pool() {
        return server.pool();
    }

    /// What we know of the server; null before the first answer.
    @Nullable ServerFacts facts() {
        return server.source().facts();
    }

    /// Lets the guard act again that had acted too often.
    void closeCircuit() {
        guard.closeCircuit();
    }

    @Override
    public void close() {
        if (watcher != null) watcher.close();
        hand.close();
        killSwitch.close();
        server.close();
    }
}
