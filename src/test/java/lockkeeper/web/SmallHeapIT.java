package lockkeeper.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

class SmallHeapIT {
    @Test
    void aThousandWaitersAreServedWithinAHeapOf64Megabytes() throws Exception {
        var process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx64m",
                                "-XX:+UseSerialGC",
                                "-XX:+ExitOnOutOfMemoryError",
                                "-cp",
                                System.getProperty("java.class.path"),
                                CrowdedServer.class.getName())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (var output = process.inputReader(StandardCharsets.UTF_8)) {
            var port = Integer.parseInt(output.readLine());
            try (var readers = Executors.newFixedThreadPool(4);
                    var client = HttpClient.newHttpClient()) {
                Callable<HttpResponse<byte[]>> get = () -> graph(client, port);
                var asked = readers.invokeAll(IntStream.range(0, 60).mapToObj(_ -> get).toList());
                for (var answer : asked) {
                    assertThat(answer.get().statusCode()).isEqualTo(200);
                    assertThat(answer.get().body().length).isGreaterThan(300_000);
                }
            }
            assertThat(process.isAlive()).isTrue();
        } finally {
            process.destroy();
            assertThat(process.waitFor(Duration.ofSeconds(20))).isTrue();
        }
    }

    private static HttpResponse<byte[]> graph(HttpClient client, int port)
            throws IOException, InterruptedException {
        var uri = URI.create("http://127.0.0.1:" + port + "/api/v1/graph");
        var request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(60)).build();
        return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    }
}
