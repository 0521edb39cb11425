import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What a client of PostgreSQL sends before it waits for an answer: some messages up to a Sync.
///
/// @param bytes as they were sent
/// @param key the statements and what is done with them, without the names and parameters that may
///   differ from one run to the next
/// @param closed how many things it closes, which the driver does whenever it comes to it
record Question(byte[] bytes, String key, int closed) {
    /// Null at the end of the conversation.
    ///
    /// @param statements the text of each prepared statement of this connection by its name
    static Question read(DataInputStream in, Map<String, String> statements) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        var parts = new ArrayList<String>();
        var closed = 0;
        while (true) {
            var type = in.read();
            if (type < 0 || type == 'X') return null;
            var body = in.readNBytes(in.readInt() - 4);
            out.writeByte(type);
            out.writeInt(body.length + 4);
            out.write(body);
            if (type == 'C') closed++;
            else parts.add((char) type + content(type, ByteBuffer.wrap(body), statements));
            if (type == 'S' || type == 'Q')
                return new Question(bytes.toByteArray(), String.join("\n", parts), closed);
        }
    }

    private static String content(int type, ByteBuffer body, Map<String, String> statements) {
        return switch (type) {
            case 'P' -> {
                var name = string(body);
                var sql = bare(string(body));
                statements.put(name, sql);
                yield sql;
            }
            case 'B' -> {
                string(body);
                yield statements.get(string(body)) + formats(body);
            }
            case 'D' -> body.get() == 'S' ? statements.get(string(body)) : "";
            case 'Q' -> bare(string(body));
            default -> "";
        };
    }

    /// Without comments and line ends, so that other words about a statement do not make it
    /// another.
    private static String bare(String sql) {
        return sql.replaceAll("--[^\n]*", "").replaceAll("\\s+", " ").strip();
    }

    /// In which forms, text or binary, a Bind wants the columns of the answer.
    private static List<Short> formats(ByteBuffer body) {
        shorts(body);
        for (var i = body.getShort(); i > 0; i--) {
            var length = body.getInt();
            body.position(body.position() + Math.max(length, 0));
        }
        return shorts(body);
    }

    private static List<Short> shorts(ByteBuffer body) {
        var all = new ArrayList<Short>();
        for (var i = body.getShort(); i > 0; i--) all.add(body.getShort());
        return all;
    }

    private static String string(ByteBuffer body) {
        var start = body.position();
        while (body.get() != 0) {}
        return new String(body.array(), start, body.position() - start - 1, StandardCharsets.UTF_8);
    }
}
