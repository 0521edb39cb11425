package lockkeeper.web;

import lockkeeper.lock.Backend;
import lockkeeper.statement.CommandTag;
import lockkeeper.watch.QueryText;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// What a session is and does; part of [SessionView].
///
/// @param query its text as far as it may be shown
/// @param ddl whether that text says that it changes or rebuilds objects
record ActivityView(
        @Nullable Instant backendStart,
        @Nullable String backendType,
        @Nullable Integer leaderPid,
        @Nullable String database,
        @Nullable String user,
        @Nullable String application,
        @Nullable String client,
        @Nullable String state,
        @Nullable String waitEventType,
        @Nullable String waitEvent,
        @Nullable Instant xactStart,
        @Nullable Instant queryStart,
        @Nullable Instant stateChange,
        @Nullable String query,
        @Nullable String command,
        boolean ddl) {
    /// Of a session that we could not see, or of a prepared transaction.
    static final ActivityView UNKNOWN =
            new ActivityView(
                    null, null, null, null, null, null, null, null, null, null, null, null, null,
                    null, null, false);

    static ActivityView of(Backend b, QueryText text) {
        var query = b.query();
        var tag = query == null ? null : CommandTag.of(query);
        return new ActivityView(
                b.id().startedAt(),
                b.type(),
                b.leaderPid(),
                b.database(),
                b.user(),
                b.application(),
                b.client(),
                b.state(),
                b.waitEventType(),
                b.waitEvent(),
                b.xactStart(),
                b.queryStart(),
                b.stateChange(),
                query == null ? null : text.shown(query),
                tag == null ? null : tag.text(),
                tag != null && tag.isDdl());
    }
}
