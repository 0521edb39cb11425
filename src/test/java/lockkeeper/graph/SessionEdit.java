package lockkeeper.graph;

import lockkeeper.lock.Backend;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// A session of a [Scene] with something changed about it.
public final class SessionEdit {
    private final Backend original;
    private String type;
    private @Nullable Integer leaderPid;
    private @Nullable String database;
    private @Nullable String user;
    private @Nullable Boolean superuser;
    private String application;
    private @Nullable String state;
    private @Nullable String waitEvent;
    private @Nullable Instant stateChange;
    private @Nullable String query;

    SessionEdit(Backend original) {
        this.original = original;
        this.type = original.type();
        this.leaderPid = original.leaderPid();
        this.database = original.database();
        this.user = original.user();
        this.superuser = original.superuser();
        this.application = original.application();
        this.state = original.state();
        this.waitEvent = original.waitEvent();
        this.stateChange = original.stateChange();
        this.query = original.query();
    }

    public SessionEdit type(String value) {
        type = value;
        return this;
    }

    public SessionEdit leaderPid(int value) {
        leaderPid = value;
        return this;
    }

    public SessionEdit database(@Nullable String value) {
        database = value;
        return this;
    }

    public SessionEdit user(@Nullable String value) {
        user = value;
        return this;
    }

    public SessionEdit superuser(@Nullable Boolean value) {
        superuser = value;
        return this;
    }

    public SessionEdit application(String value) {
        application = value;
        return this;
    }

    public SessionEdit state(@Nullable String value) {
        state = value;
        return this;
    }

    public SessionEdit waitEvent(@Nullable String value) {
        waitEvent = value;
        return this;
    }

    public SessionEdit stateChange(@Nullable Instant value) {
        stateChange = value;
        return this;
    }

    public SessionEdit query(@Nullable String value) {
        query = value;
        return this;
    }

    Backend done() {
        return new Backend(
                original.id(),
                type,
                leaderPid,
                original.databaseOid(),
                database,
                original.userOid(),
                user,
                superuser,
                application,
                original.client(),
                state,
                original.waitEventType(),
                waitEvent,
                original.xactStart(),
                original.queryStart(),
                stateChange,
                original.writes(),
                query);
    }
}
