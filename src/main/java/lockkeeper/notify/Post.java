package lockkeeper.notify;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.jspecify.annotations.Nullable;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// Posts one message to one address, or asks whether anything is there, with a deadline for
/// everything together, following nobody elsewhere.
///
/// The JDK's own client looks the name up itself, once more, so that an address that was checked
/// need not be the one it connects to. This one connects to the address it has checked. It speaks
/// as much HTTP as a receiver of messages needs: one request, the head of the answer, the end.
final class Post {
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-5]\\d\\d)( .*)?");
    private static final int LONGEST_HEAD = 32 * 1024;

    private final PrivateAddresses privateAddresses;
    private final Supplier<SSLSocketFactory> tls;

    /// Trusts whom the JDK trusts.
    Post(PrivateAddresses privateAddresses) {
        this(privateAddresses, () -> (SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    /// @param tls asked for only when something is to be sent over TLS: the first time it reads all
    ///   certificates that the JDK trusts
    Post(PrivateAddresses privateAddresses, Supplier<SSLSocketFactory> tls) {
        this.privateAddresses = privateAddresses;
        this.tls = tls;
    }

    /// What came of it, if something answered.
    sealed interface Answer {
        /// @param retryAfter the header of this name, null without one
        record Status(int code, @Nullable String retryAfter) implements Answer {}

        /// The host has a private address and is not allowed by name; nothing was sent.
        record Private() implements Answer {}
    }

    /// @throws IOException if nothing answered, or not in time
    Answer send(URI url, Map<String, String> headers, byte[] body)
            throws IOException, InterruptedException {
        var all = new LinkedHashMap<>(headers);
        all.put("Content-Type", "application/json; charset=utf-8");
        all.put("Content-Length", Integer.toString(body.length));
        return inTime(() -> exchange(url, head("POST", url, all), body));
    }

    /// As a message would, but without one.
    ///
    /// @throws IOException if nothing answered, or not in time
    Answer ask(URI url) throws IOException, InterruptedException {
        return inTime(() -> exchange(url, head("HEAD", url, Map.of()), new byte[0]));
    }

    private static Answer inTime(Callable<Answer> call) throws IOException, InterruptedException {
        var exchange = new FutureTask<>(call);
        Thread.ofVirtual().name("alert-post").start(exchange);
        try {
            return exchange.get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new SocketTimeoutException("no answer within 5 s");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) throw failure;
            throw new IOException(e.getCause());
        } finally {
            // interrupted, the thread closes the socket that it waits for
            exchange.cancel(true);
        }
    }

    private Answer exchange(URI url, String head, byte[] body) throws IOException {
        var host = url.getHost();
        var addresses = InetAddress.getAllByName(host);
        for (var address : addresses)
            if (privateAddresses.refuse(host, address)) return new Answer.Private();
        try (var socket = connect(url, addresses)) {
            var out = socket.getOutputStream();
            out.write(head.getBytes(ISO_8859_1));
            out.write(body);
            out.flush();
            return status(new BufferedInputStream(socket.getInputStream()));
        }
    }

    private Socket connect(URI url, InetAddress[] addresses) throws IOException {
        var failure = new IOException("no address");
        for (var address : addresses)
            try {
                return connect(url, address);
            } catch (IOException e) {
                failure = e;
            }
        throw failure;
    }

    private Socket connect(URI url, InetAddress address) throws IOException {
        var isTls = isTls(url);
        var port = url.getPort() == -1 ? (isTls ? 443 : 80) : url.getPort();
        var socket = new Socket();
        try {
            socket.setSoTimeout((int) DEADLINE.toMillis());
            socket.connect(new InetSocketAddress(address, port), (int) DEADLINE.toMillis());
            return isTls ? secured(socket, plainHost(url), port) : socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private Socket secured(Socket socket, String host, int port) throws IOException {
        var secured = (SSLSocket) tls.get().createSocket(socket, host, port, true);
        var parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    private static boolean isTls(URI url) {
        return "https".equalsIgnoreCase(url.getScheme());
    }

    private static String plainHost(URI url) {
        return url.getHost().replaceAll("[\\[\\]]", "");
    }

    private static String head(String method, URI url, Map<String, String> headers) {
        var path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        var query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        var head = new StringBuilder(method + " " + path + query + " HTTP/1.1\r\n");
        var port = url.getPort() == -1 ? "" : ":" + url.getPort();
        head.append("Host: ").append(url.getHost()).append(port).append("\r\n");
        headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
        return head.append("User-Agent: lockkeeper\r\nConnection: close\r\n\r\n").toString();
    }

    private static Answer status(InputStream in) throws IOException {
        var lines = finalHead(in).split("\r?\n", 200);
        var status = STATUS.matcher(lines[0]);
        if (!status.matches()) throw new ProtocolException("the answer is not HTTP");
        return new Answer.Status(Integer.parseInt(status.group(1)), retryAfter(lines));
    }

    private static @Nullable String retryAfter(String[] lines) {
        for (var line : lines)
            if (line.toLowerCase(Locale.ROOT).startsWith("retry-after:"))
                return line.substring(line.indexOf(':') + 1).strip();
        return null;
    }

    /// The head of the answer that follows the interim ones.
    private static String finalHead(InputStream in) throws IOException {
        var head = head(in);
        while (head.matches("(?s)HTTP/1\\.[01] 1\\d\\d.*")) head = head(in);
        return head;
    }

    /// What comes before the first empty line.
    private static String head(InputStream in) throws IOException {
        var head = new ByteArrayOutputStream();
        var ends = 0;
        while (ends < 2) {
            var b = in.read();
            if (b == -1) throw new ProtocolException("it hung up before it had answered");
            if (head.size() == LONGEST_HEAD) throw new ProtocolException("the answer is too long");
            head.write(b);
            if (b == '\n') ends++;
            else if (b != '\r') ends = 0;
        }
        return head.toString(ISO_8859_1);
    }
}
