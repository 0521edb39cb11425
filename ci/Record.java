import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;

/// Stands between clients and a PostgreSQL server here that wants no password, and writes down what
/// it answers: `java Record.java PORT FILE`. Prints its own port first, ends with standard input.
class Record {
    public static void main(String[] args) throws IOException {
        var port = Integer.parseInt(args[0]);
        var recording = new Recording();
        try (var peer = new Peer(() -> new Server(port, recording))) {
            System.out.println(peer.port());
            System.in.transferTo(OutputStream.nullOutputStream());
        }
        recording.write(Path.of(args[1]));
    }

    private static final class Server implements Peer.Answers {
        private final Socket socket;
        private final DataInputStream in;
        private final DataOutputStream out;
        private final Recording recording;

        Server(int port, Recording recording) throws IOException {
            this.recording = recording;
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            out = new DataOutputStream(socket.getOutputStream());
        }

        @Override
        public void login(byte[] startup, DataInputStream fromClient, OutputStream toClient)
                throws IOException {
            out.writeInt(startup.length + 4);
            out.write(startup);
            toClient.write(noted(Replay.LOGIN));
        }

        @Override
        public byte[] to(Question question) throws IOException {
            out.write(question.bytes());
            return noted(question.key());
        }

        /// Everything up to ReadyForQuery.
        private byte[] noted(String question) throws IOException {
            var whole = new ByteArrayOutputStream();
            var lasting = new ByteArrayOutputStream();
            int type;
            do {
                type = in.readUnsignedByte();
                var body = in.readNBytes(in.readInt() - 4);
                write(type, body, whole);
                if (type != Replay.CLOSE_COMPLETE) write(type, body, lasting);
            } while (type != 'Z');
            recording.note(question, lasting.toByteArray());
            return whole.toByteArray();
        }

        private static void write(int type, byte[] body, OutputStream to) throws IOException {
            var message = new DataOutputStream(to);
            message.writeByte(type);
            message.writeInt(body.length + 4);
            message.write(body);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
