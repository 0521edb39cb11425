import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.HashMap;

/// Takes the place of a PostgreSQL server for clients that do not insist on TLS.
final class Peer implements AutoCloseable {
    private static final int SSL_REQUEST = 80877103;
    private static final int GSS_REQUEST = 80877104;

    /// Who answers one client.
    interface Answers extends AutoCloseable {
        void login(byte[] startup, DataInputStream in, OutputStream out) throws IOException;

        byte[] to(Question question) throws IOException;

        @Override
        default void close() throws IOException {}
    }

    interface Opener {
        Answers open() throws IOException;
    }

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Opener opener;

    Peer(Opener opener) throws IOException {
        this.opener = opener;
        Thread.ofPlatform().daemon().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var client = listener.accept();
                Thread.ofPlatform().daemon().start(() -> serve(client));
            } catch (IOException e) {
                // closed
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                var answers = opener.open()) {
            var in = new DataInputStream(new BufferedInputStream(client.getInputStream()));
            var out = client.getOutputStream();
            answers.login(startup(in, out), in, out);
            var statements = new HashMap<String, String>();
            for (var question = Question.read(in, statements);
                    question != null;
                    question = Question.read(in, statements)) out.write(answers.to(question));
        } catch (IOException e) {
            // one of the two has gone
        }
    }

    /// The startup message without its length. Encryption is refused.
    private static byte[] startup(DataInputStream in, OutputStream out) throws IOException {
        while (true) {
            var body = in.readNBytes(in.readInt() - 4);
            var code = ByteBuffer.wrap(body).getInt();
            if (code != SSL_REQUEST && code != GSS_REQUEST) return body;
            out.write('N');
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
