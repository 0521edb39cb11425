package lockkeeper.pg;

import lockkeeper.lock.Backend;
import lockkeeper.lock.BackendId;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;

/// The texts of the statements of some sessions, each fetched once.
///
/// Texts come as bytes, cut by the server: they are in the encoding of the session's own database,
/// and where that is SQL_ASCII in any.
final class QueryTexts {
    private static final int LONGEST = 4096;

    /// Bytes of a text as they are, for a database whose encoding has multi-byte characters …
    private static final String MULTI_BYTE = "pg_catalog.textsend(a.query)";

    /// … and for one that has none: there textsend would convert and, finding no such character,
    /// fail, while cutting the text itself cannot fail.
    private static final String SINGLE_BYTE =
            "pg_catalog.decode(pg_catalog.replace(pg_catalog.substr(a.query, 1, 4096),"
                    + " E'\\\\', E'\\\\\\\\'), 'escape')";

    private record Text(@Nullable Instant queryStart, @Nullable String text) {}

    private final Map<BackendId, Text> known = new HashMap<>();

    /// The text of the current or last statement, null if it was not fetched.
    @Nullable String of(Backend backend) {
        var text = known.get(backend.id());
        return text != null && Objects.equals(text.queryStart, backend.queryStart())
                ? text.text
                : null;
    }

    /// Fetches the texts of those sessions that are not known yet.
    void fetch(ServerSession session, boolean singleByte, Collection<Backend> backends)
            throws SQLException {
        var missing = new HashMap<Integer, Backend>();
        for (var backend : backends)
            if (!isKnown(backend)) missing.put(backend.id().pid(), backend);
        if (missing.isEmpty()) return;
        try (var row = session.query(sql(singleByte), Activity.array(missing.keySet()))) {
            while (row.next()) {
                var backend = missing.get(row.getInt("pid"));
                var queryStart = Activity.instant(row, "query_start");
                if (backend != null && Objects.equals(queryStart, backend.queryStart()))
                    known.put(backend.id(), new Text(queryStart, text(row.getBytes("query"))));
            }
        }
    }

    /// Forgets the sessions that are not among these.
    void keepOnly(Collection<Backend> backends) {
        var ids = new HashSet<BackendId>();
        for (var backend : backends) ids.add(backend.id());
        known.keySet().retainAll(ids);
    }

    void warmUp(ServerSession session, boolean singleByte) throws SQLException {
        session.query(sql(singleByte), new int[] {session.pid()}).close();
    }

    private boolean isKnown(Backend backend) {
        var text = known.get(backend.id());
        return text != null && Objects.equals(text.queryStart, backend.queryStart());
    }

    private static String sql(boolean singleByte) {
        return """
        SELECT a.pid, a.query_start, pg_catalog.substr(%s, 1, 4096) AS query
          FROM pg_catalog.unnest(?::pg_catalog.int4[]) AS p (pid),
               pg_catalog.pg_stat_get_activity(p.pid) AS a
        """
                .formatted(singleByte ? SINGLE_BYTE : MULTI_BYTE);
    }

    /// UTF-8 if it is that (but for a character that was cut in two), else one character a byte.
    static @Nullable String text(byte @Nullable [] bytes) {
        if (bytes == null) return null;
        var decoder =
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT);
        var in = ByteBuffer.wrap(bytes);
        var out = CharBuffer.allocate(bytes.length);
        var result = decoder.decode(in, out, bytes.length < LONGEST);
        if (result.isError()) return new String(bytes, StandardCharsets.ISO_8859_1);
        return out.flip().toString();
    }
}
