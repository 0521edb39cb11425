package lockkeeper.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;

import lockkeeper.guard.Action;
import lockkeeper.guard.Journal;
import lockkeeper.guard.JournalEntry;
import lockkeeper.guard.SignalResult;
import lockkeeper.incident.IncidentView;
import lockkeeper.lock.BackendId;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;

/// Ends what a session does, or the session, because somebody says so.
final class Sessions {
    private static final Logger log = LoggerFactory.getLogger(Sessions.class);

    private final Targets targets;
    private final Journal journal;
    private final InstantSource clock;
    private final Json json;

    Sessions(Targets targets, Journal journal, InstantSource clock, Json json) {
        this.targets = targets;
        this.journal = journal;
        this.clock = clock;
        this.json = json;
    }

    /// @param backendStart tells this session from a later one with the same pid
    record Body(@Nullable String target, @Nullable Instant backendStart) {}

    record Answer(String target, int pid, String action, String result) {}

    void register(RoutesConfig routes) {
        routes.post("/api/v1/sessions/{pid}/cancel", r -> signal(r, Action.CANCEL));
        routes.post("/api/v1/sessions/{pid}/terminate", r -> signal(r, Action.TERMINATE));
    }

    private void signal(Context request, Action action) {
        var body = json.read(request.bodyAsBytes(), Body.class);
        var target = targets.named(body.target());
        var session = session(request.pathParam("pid"), body.backendStart());
        var result = target.control().signal(action, session);
        record(target, action, session, request.ip(), result);
        refuse(result);
        var word = IncidentView.word(action);
        var answer = new Answer(target.name(), session.pid(), word, "sent");
        request.contentType(Json.TYPE).result(json.bytes(answer));
    }

    private static BackendId session(String pid, @Nullable Instant startedAt) {
        if (startedAt == null)
            throw Problem.badRequest("The body must have backend_start, as the graph shows it.");
        try {
            return new BackendId(Integer.parseInt(pid), startedAt);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("The pid must be a positive number.");
        }
    }

    private static void refuse(SignalResult result) {
        switch (result) {
            case SignalResult.Sent() -> {}
            case SignalResult.AlreadyGone() ->
                    throw new Problem(409, "That session has ended; the pid may be another's now.");
            case SignalResult.Refused(var why) ->
                    throw new Problem(502, "The database server refused: " + why);
            case SignalResult.Unreachable(var why) ->
                    throw new Problem(503, "Nothing was sent, it may be tried again: " + why);
            case SignalResult.Unknown(var why) ->
                    throw new Problem(504, "It is unknown whether the signal was sent: " + why);
        }
    }

    /// Somebody in need is not refused because the disk is full.
    private void record(
            Target target, Action action, BackendId session, String by, SignalResult result) {
        var word = word(result);
        log.info(
                "target={} pid={} action={} by={} result={}: asked for by hand",
                target.name(),
                session.pid(),
                IncidentView.word(action),
                by,
                word);
        try {
            journal.record(
                    new JournalEntry.Manual(
                            target.name(), clock.instant(), action, session, by, word));
        } catch (IOException e) {
            log.error("target={} the journal cannot be written", target.name(), e);
        }
    }

    private static String word(SignalResult result) {
        return switch (result) {
            case SignalResult.Sent() -> JournalEntry.Manual.SENT;
            case SignalResult.AlreadyGone() -> "gone";
            case SignalResult.Refused(var why) -> "refused: " + why;
            case SignalResult.Unreachable(var why) -> "not sent: " + why;
            case SignalResult.Unknown(var why) -> "unknown: " + why;
        };
    }
}
