import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Answers as the server did whose conversation was recorded, but wants a password of its clients
/// as most servers do: `java Replay.java FILE`. Prints its port first, ends with standard input,
/// and fails if it was asked what had not been recorded.
class Replay implements Peer.Answers {
    static final String LOGIN = "login";
    static final int CLOSE_COMPLETE = '3';

    /// Of a client that only closes things.
    private static final String ONLY_SYNC = "S";

    private static final byte[] READY = {'Z', 0, 0, 0, 5, 'I'};

    private final Recording recording;
    private final List<String> unknown = new CopyOnWriteArrayList<>();

    Replay(Recording recording) {
        this.recording = recording;
    }

    public static void main(String[] args) throws IOException {
        var replay = new Replay(Recording.read(Path.of(args[0])));
        try (var peer = new Peer(() -> replay)) {
            System.out.println(peer.port());
            System.in.transferTo(OutputStream.nullOutputStream());
        }
        replay.check();
    }

    /// Throws if it was asked what had not been recorded.
    void check() {
        if (!unknown.isEmpty())
            throw new IllegalStateException(
                    "not in the recording, which is to be made anew: " + unknown);
    }

    @Override
    public void login(byte[] startup, DataInputStream in, OutputStream out) throws IOException {
        Scram.demand(in, out);
        out.write(recording.answer(LOGIN));
    }

    @Override
    public byte[] to(Question question) throws IOException {
        var answer = new ByteArrayOutputStream();
        var out = new DataOutputStream(answer);
        for (var i = 0; i < question.closed(); i++) {
            out.writeByte(CLOSE_COMPLETE);
            out.writeInt(4);
        }
        out.write(question.key().equals(ONLY_SYNC) ? READY : recorded(question.key()));
        return answer.toByteArray();
    }

    private byte[] recorded(String question) throws IOException {
        var answer = recording.answer(question);
        if (answer != null) return answer;
        unknown.add(question);
        return refusal();
    }

    /// ErrorResponse and ReadyForQuery.
    private static byte[] refusal() throws IOException {
        var answer = new ByteArrayOutputStream();
        var out = new DataOutputStream(answer);
        var fields =
                "SERROR\0CXX000\0Mnot in the recording\0\0".getBytes(StandardCharsets.US_ASCII);
        out.writeByte('E');
        out.writeInt(fields.length + 4);
        out.write(fields);
        out.write(READY);
        return answer.toByteArray();
    }
}
