package lockkeeper.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;

import lockkeeper.guard.Journal;
import lockkeeper.guard.JournalEntry;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.InstantSource;

/// Closes the circuit of a guard that has acted too often, because somebody has looked at it and
/// says so.
final class Circuits {
    private static final Logger log = LoggerFactory.getLogger(Circuits.class);

    private final Targets targets;
    private final Journal journal;
    private final InstantSource clock;
    private final Json json;

    Circuits(Targets targets, Journal journal, InstantSource clock, Json json) {
        this.targets = targets;
        this.journal = journal;
        this.clock = clock;
        this.json = json;
    }

    record Answer(String target, String circuit) {}

    void register(RoutesConfig routes) {
        routes.post("/api/v1/targets/{name}/circuit/close", this::close);
    }

    private void close(Context request) {
        var target = targets.named(request.pathParam("name"));
        if (target.guard().get().circuitOpenUntil() == null)
            throw new Problem(409, "The circuit of " + target.name() + " is not open.");
        target.closeCircuit().run();
        record(target, request.ip());
        request.contentType(Json.TYPE).result(json.bytes(new Answer(target.name(), "closed")));
    }

    /// A guard that is wanted back is not refused because the disk is full; without its journal it
    /// does not act anyway.
    private void record(Target target, String by) {
        try {
            journal.record(new JournalEntry.CircuitClosed(target.name(), clock.instant(), by));
        } catch (IOException e) {
            log.error("target={} the journal cannot be written", target.name(), e);
        }
    }
}
