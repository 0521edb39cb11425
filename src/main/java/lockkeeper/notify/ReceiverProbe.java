package lockkeeper.notify;

import lockkeeper.setting.Secret;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/// Asks whether a receiver of alerts is there, without sending it one. Its address is not repeated
/// in the answer, only the host.
public final class ReceiverProbe {
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private final PrivateAddresses privateAddresses;

    public ReceiverProbe(AlertSettings alerts) {
        privateAddresses = new PrivateAddresses(alerts);
    }

    /// What became of the question.
    public sealed interface Answer {
        /// Of the receiver.
        String host();

        /// Something answers there, whatever it says to a question that it does not expect.
        record There(String host, int status) implements Answer {}

        /// The host has a private address and is not allowed by name.
        record Private(String host) implements Answer {}

        record Silent(String host, String why) implements Answer {}
    }

    /// @param url the address of a Slack channel or a webhook
    public Answer ask(Secret url) {
        var address = URI.create(url.reveal());
        var host = address.getHost();
        try {
            for (var resolved : InetAddress.getAllByName(host))
                if (privateAddresses.refuse(host, resolved)) return new Answer.Private(host);
            return new Answer.There(host, status(address));
        } catch (UnknownHostException e) {
            return new Answer.Silent(host, "no such host");
        } catch (IOException e) {
            return new Answer.Silent(host, words(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer.Silent(host, "interrupted");
        }
    }

    private static int status(URI address) throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(address)
                        .method("HEAD", HttpRequest.BodyPublishers.noBody())
                        .timeout(DEADLINE)
                        .build();
        try (var client =
                HttpClient.newBuilder()
                        .connectTimeout(DEADLINE)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .build()) {
            return client.send(request, BodyHandlers.discarding()).statusCode();
        }
    }

    private static String words(IOException failure) {
        return failure.getMessage() == null
                ? failure.getClass().getSimpleName()
                : failure.getMessage();
    }
}
