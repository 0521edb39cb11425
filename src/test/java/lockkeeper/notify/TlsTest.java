package lockkeeper.notify;

import static lockkeeper.notify.FakeReceiver.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import static java.nio.charset.StandardCharsets.UTF_8;

import lockkeeper.notify.Courier.Attempt;
import lockkeeper.setting.Secret;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/// With real certificates: only the host that we mean gets the message.
class TlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final Parcel PARCEL = new Parcel(Map.of(), "{}".getBytes(UTF_8));

    @TempDir private Path folder;

    @Test
    void aHostThatProvesItsNameGetsTheMessage() throws Exception {
        var certified = certified("localhost");
        assertEquals(new Attempt.Delivered(), attempt(certified, certified.getSocketFactory(), 1));
    }

    @Test
    void aTrustedCertificateOfAnotherHostIsNotEnough() throws Exception {
        var other = certified("other.example");
        assertThat(attempt(other, other.getSocketFactory(), 0))
                .isInstanceOfSatisfying(
                        Attempt.Later.class,
                        later -> assertThat(later.why()).contains("localhost"));
    }

    @Test
    void neitherIsACertificateThatNobodyTrusts() throws Exception {
        var everybodys = (SSLSocketFactory) SSLSocketFactory.getDefault();
        assertThat(attempt(certified("localhost"), everybodys, 0))
                .isInstanceOf(Attempt.Later.class);
    }

    private static Attempt attempt(SSLContext server, SSLSocketFactory client, int arrivals)
            throws IOException, InterruptedException {
        var socket =
                server.getServerSocketFactory()
                        .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        try (var receiver = new FakeReceiver(socket, status(200))) {
            var alerts = new AlertSettings(List.of(), List.of(), List.of("localhost"));
            var post = new Post(new PrivateAddresses(alerts), () -> client);
            var url = new Secret("https://localhost:" + receiver.port() + "/");
            var courier = new Courier("slack", url, post, InstantSource.system(), _ -> {});
            var attempt = courier.attempt(PARCEL);
            assertEquals(arrivals, receiver.received.size());
            return attempt;
        }
    }

    /// Shows a certificate for this host, and trusts it.
    private SSLContext certified(String host) throws Exception {
        var file = folder.resolve(host + ".p12");
        var made =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-keyalg",
                                "EC",
                                "-alias",
                                "it",
                                "-dname",
                                "CN=test",
                                "-ext",
                                "san=dns:" + host,
                                "-keystore",
                                file.toString(),
                                "-storepass",
                                new String(PASSWORD))
                        .redirectErrorStream(true)
                        .start();
        assertEquals(0, made.waitFor(), () -> "keytool");
        return context(file);
    }

    private static SSLContext context(Path file) throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        var trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("it", store.getCertificate("it"));
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
