package lockkeeper.notify;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A real receiver on a socket that behaves as a test needs it, one behaviour a connection; the
/// last one stays.
final class FakeReceiver implements AutoCloseable {
    /// What came in with one connection.
    record Received(String head, String body) {}

    /// What it does once it has read a request.
    interface Behaviour {
        void answer(Socket connection) throws IOException, InterruptedException;
    }

    final List<Received> received = new CopyOnWriteArrayList<>();
    private final ServerSocket server;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Behaviour> behaviours;

    FakeReceiver(Behaviour... behaviours) throws IOException {
        this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), behaviours);
    }

    /// Serves on a socket made elsewhere, such as one that speaks TLS.
    FakeReceiver(ServerSocket server, Behaviour... behaviours) {
        this.server = server;
        this.behaviours = List.of(behaviours);
        Thread.ofVirtual().name("fake-receiver").start(this::serve);
    }

    static Behaviour status(int code, String... headers) {
        var extra = String.join("", headers);
        return connection ->
                connection
                        .getOutputStream()
                        .write(("HTTP/1.1 " + code + " X\r\n" + extra + "\r\n").getBytes(UTF_8));
    }

    static Behaviour hangUp() {
        return _ -> {};
    }

    Behaviour hang() {
        return _ -> closed.await();
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.getLocalPort() + path;
    }

    int port() {
        return server.getLocalPort();
    }

    private void serve() {
        for (var i = 0; !server.isClosed(); i++)
            try {
                var connection = server.accept();
                var behaviour = behaviours.get(Math.min(i, behaviours.size() - 1));
                Thread.ofVirtual().start(() -> talk(connection, behaviour));
            } catch (IOException e) {
                return;
            }
    }

    private void talk(Socket connection, Behaviour behaviour) {
        try (connection) {
            received.add(read(new BufferedInputStream(connection.getInputStream())));
            behaviour.answer(connection);
        } catch (IOException | InterruptedException e) {
            // the client went away
        }
    }

    private static Received read(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            var b = in.read();
            if (b == -1) throw new IOException("no request");
            head.append((char) b);
        }
        var length = head.toString().replaceAll("(?s).*Content-Length: (\\d+).*", "$1");
        return new Received(
                head.toString(), new String(in.readNBytes(Integer.parseInt(length)), UTF_8));
    }

    /// Sends a byte at a time, for as long as the client listens.
    static void drip(Socket connection) throws IOException, InterruptedException {
        var pace = new CountDownLatch(1);
        for (var b : ("HTTP/1.1 200 " + "x".repeat(10_000)).getBytes(ISO_8859_1)) {
            connection.getOutputStream().write(b);
            pace.await(200, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        server.close();
    }
}
