package lockkeeper.web;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// What came back for bytes that no proper client would send.
record RawAnswer(List<String> head, String body) {
    static RawAnswer to(int port, String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return read(socket, !request.startsWith("HEAD "));
        }
    }

    /// Reads one answer; of a body as much as its Content-Length says, or nothing.
    private static RawAnswer read(Socket socket, boolean hasBody) throws IOException {
        var in = socket.getInputStream();
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            var next = in.read();
            if (next < 0) throw new IOException("closed after: " + head);
            head.append((char) next);
        }
        var answer = new RawAnswer(head.toString().lines().toList(), "");
        var length = hasBody ? answer.header("Content-Length") : "";
        var body = in.readNBytes(length.isEmpty() ? 0 : Integer.parseInt(length));
        return new RawAnswer(answer.head, new String(body, StandardCharsets.UTF_8));
    }

    int status() {
        return Integer.parseInt(head.getFirst().split(" ", 3)[1]);
    }

    /// Empty if there is no such header.
    String header(String name) {
        var prefix = name + ": ";
        return head.stream()
                .filter(line -> line.regionMatches(true, 0, prefix, 0, prefix.length()))
                .map(line -> line.substring(prefix.length()))
                .findFirst()
                .orElse("");
    }
}
