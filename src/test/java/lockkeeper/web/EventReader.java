package lockkeeper.web;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// Follows the live events as a browser does.
final class EventReader implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader lines;

    EventReader(int port, String query) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        var request =
                "GET /api/v1/events"
                        + query
                        + " HTTP/1.0\r\nHost: localhost\r\nAccept: */*\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        lines =
                new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    /// The data of the next event of this name; others are passed over.
    JsonNode next(String event) throws IOException {
        while (!line().equals("event: " + event)) {
            // goes on to the next line
        }
        return JsonMapper.shared().readTree(line().substring("data: ".length()));
    }

    /// Reads on until the server ends it.
    void toTheEnd() throws IOException {
        while (lines.readLine() != null) {
            // goes on to the next line
        }
    }

    private String line() throws IOException {
        @Nullable String line = lines.readLine();
        if (line == null) throw new IOException("the stream has ended");
        return line;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
