package lockkeeper.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.spi.InetAddressResolverProvider;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// The address that was checked is the one that is connected to. It is told in a process of its
/// own, in which names may change their address with every look-up.
class RebindingTest {
    @TempDir private Path folder;
    private final List<String> reached = new CopyOnWriteArrayList<>();
    private HttpServer inside;

    @BeforeEach
    void open() throws IOException {
        inside = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        inside.createContext(
                "/",
                exchange -> {
                    reached.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        inside.start();
    }

    @AfterEach
    void close() {
        inside.stop(0);
    }

    @Test
    void aNameThatTurnsPrivateOnceItWasCheckedLeadsNowhere() throws Exception {
        assertThat(tell("203-0-113-1.127-0-0-1.rebinds")).startsWith("Silent[");
        assertThat(reached).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127-0-0-1", "169-254-169-254", "10-0-0-1"})
    void aNameIsPrivateIfAnyOfItsAddressesIs(String address) throws Exception {
        var host = "203-0-113-1and" + address + ".rebinds";

        assertThat(tell(host)).startsWith("Private[host=" + host + "]").contains("allow_private");
        assertThat(reached).isEmpty();
    }

    /// Once to see whether it is there, and once for the message.
    @Test
    void aNameThatIsAllowedIsLookedUpOnceEachTime() throws Exception {
        var host = "127-0-0-1.127-0-0-1.203-0-113-1.rebinds";

        assertThat(tell(host, host)).contains("There[", "problem=null");
        assertThat(reached).containsExactly("HEAD /hook", "POST /hook");
    }

    /// What came of asking and of telling a webhook on this host.
    private String tell(String host, String... allowed) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var command = new ArrayList<String>(List.of(java, "-XX:TieredStopAtLevel=1"));
        // every look-up asks the resolver
        command.addAll(List.of("-Dsun.net.inetaddr.ttl=0", "-cp", withResolver()));
        command.add(Teller.class.getName());
        command.add("http://%s:%d/hook".formatted(host, inside.getAddress().getPort()));
        command.addAll(List.of(allowed));
        var program = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /// Our class path, where [RebindingResolver] resolves all names.
    private String withResolver() throws IOException {
        var services = Files.createDirectories(folder.resolve("META-INF").resolve("services"));
        Files.writeString(
                services.resolve(InetAddressResolverProvider.class.getName()),
                RebindingResolver.class.getName());
        return folder + File.pathSeparator + System.getProperty("java.class.path");
    }
}
