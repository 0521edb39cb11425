package lockkeeper.pg;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Stands between a client and a server, to cut, to silence or to redirect what passes.
public final class TcpProxy implements AutoCloseable {
    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition audible = lock.newCondition();
    private final AtomicLong received = new AtomicLong();
    private volatile int upstream;
    private volatile boolean silent;
    private volatile @Nullable String last;
    private volatile boolean closed;

    public TcpProxy(int upstream) {
        this.upstream = upstream;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofPlatform().daemon().name("proxy").start(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    public String url() {
        return "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(port());
    }

    /// How many bytes have come from the server.
    public long received() {
        return received.get();
    }

    /// From now on nothing passes, though all connections stay open and new ones are taken.
    public void silence() {
        silent = true;
    }

    /// From the next time on that a client says this, nothing passes any more but that.
    public void silenceAfter(String words) {
        last = words;
    }

    public boolean isSilent() {
        return silent;
    }

    /// Lets pass again, also what was held back.
    public void restore() {
        lock.lock();
        try {
            last = null;
            silent = false;
            audible.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// New connections go to this port; the present ones are closed.
    public void redirect(int port) {
        upstream = port;
        cut();
    }

    /// Closes the present connections.
    public void cut() {
        sockets.forEach(TcpProxy::close);
        sockets.clear();
    }

    private void accept() {
        while (!closed) {
            try {
                var client = listener.accept();
                sockets.add(client);
                Thread.ofPlatform().daemon().name("proxy").start(() -> serve(client));
            } catch (IOException e) {
                // closed, or a client that has gone already
            }
        }
    }

    private void serve(Socket client) {
        try {
            awaitAudible();
            var server = new Socket();
            sockets.add(server);
            server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), upstream));
            Thread.ofPlatform().daemon().name("proxy").start(() -> pump(server, client));
            pump(client, server);
        } catch (IOException | InterruptedException e) {
            close(client);
        }
    }

    private void pump(Socket from, Socket to) {
        var buffer = new byte[16384];
        try (from;
                to) {
            for (var n = from.getInputStream().read(buffer);
                    n >= 0;
                    n = from.getInputStream().read(buffer)) {
                awaitAudible();
                if (from.getPort() == upstream) received.addAndGet(n);
                else if (isLast(buffer, n)) silence();
                to.getOutputStream().write(buffer, 0, n);
            }
        } catch (IOException | InterruptedException e) {
            // one end has gone, and with it the other
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private boolean isLast(byte[] said, int length) {
        var words = last;
        return words != null && new String(said, 0, length, UTF_8).contains(words);
    }

    private void awaitAudible() throws InterruptedException {
        lock.lock();
        try {
            while (silent && !closed) audible.await();
        } finally {
            lock.unlock();
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // closed enough
        }
    }

    @Override
    public void close() {
        closed = true;
        restore();
        cut();
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
