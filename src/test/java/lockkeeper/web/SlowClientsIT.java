package lockkeeper.web;

import static lockkeeper.graph.Scene.USERS;
import static lockkeeper.lock.LockMode.ACCESS_EXCLUSIVE;
import static lockkeeper.lock.LockMode.ACCESS_SHARE;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import lockkeeper.graph.Scene;
import lockkeeper.lock.LockSnapshot;
import lockkeeper.pg.HasOwnServers;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;

/// Clients that do not read, or send as slowly as they can. Takes as long as our patience does.
@Order(1)
@HasOwnServers
class SlowClientsIT {
    private final Stage stage = new Stage();
    private final ArrayList<Socket> sockets = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        stage.withToken().start().sees(crowd());
    }

    @AfterEach
    void close() throws IOException {
        for (var socket : sockets) socket.close();
        stage.close();
    }

    private static LockSnapshot crowd() {
        return new Scene()
                .held(1, ACCESS_EXCLUSIVE, USERS)
                .crowd(100, 1000, ACCESS_SHARE, USERS)
                .snapshot();
    }

    private Socket connected() throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.setSoTimeout(60_000);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), stage.port()));
        sockets.add(socket);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void fiveHundredReadersThatDoNotReadHurtNobody() throws Exception {
        for (var i = 0; i < 500; i++)
            send(connected(), "GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> stage.feed.readers() == Events.MOST_READERS);

        for (var i = 0; i < 20; i++) {
            stage.sees(crowd());
            assertThat(stage.get("/healthz").statusCode()).isEqualTo(200);
            assertThat(stage.get("/api/v1/graph").statusCode()).isEqualTo(200);
        }
        assertThat(stage.get("/api/v1/events").statusCode()).isEqualTo(503);

        await().atMost(Duration.ofSeconds(90)).until(() -> stage.feed.readers() == 0);
    }

    @Test
    void headersThatDripInAreNotWaitedForForEver() throws Exception {
        var silent = connected();
        var dripping = connected();
        send(dripping, "GET / HTTP/1.1\r\nHost: localhost\r\nX: ");

        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> isClosed(dripping));

        assertThat(silent.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void aThousandSilentConnectionsNeitherStayNorStopWhoIsThereAlready() throws Exception {
        assertThat(stage.get("/healthz").statusCode()).isEqualTo(200);
        for (var i = 0; i < 1010; i++) connected();

        assertThat(stage.get("/healthz").statusCode()).as("kept alive").isEqualTo(200);
        var late = connected();
        late.setSoTimeout(1000);
        send(late, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThatThrownBy(() -> late.getInputStream().read())
                .isInstanceOf(SocketTimeoutException.class);

        late.setSoTimeout(60_000);
        assertThat(late.getInputStream().read()).as("served in its turn").isEqualTo('H');
    }

    @Test
    void halfABodyIsNotWaitedForForEver() throws Exception {
        var stranger = connected();
        send(stranger, post("wrong"));
        assertThat(answer(stranger)).startsWith("HTTP/1.1 401 ");

        var friend = connected();
        send(friend, post(Stage.TOKEN));
        assertThat(answer(friend)).startsWith("HTTP/1.1 408 ");
        assertThat(stage.get("/healthz").statusCode()).isEqualTo(200);
    }

    private static String post(String token) {
        return "POST /api/v1/deploys HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                + token
                + "\r\nContent-Length: 1000\r\n\r\n{";
    }

    /// All that comes until we are hung up on.
    private static String answer(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    private static boolean isClosed(Socket socket) throws IOException {
        try {
            send(socket, "x");
            return false;
        } catch (SocketException e) {
            return true;
        }
    }
}
