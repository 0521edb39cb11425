package lockkeeper.notify;

import lockkeeper.setting.Secret;

import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;

/// Asks whether a receiver of alerts is there, without sending it one. Its address is not repeated
/// in the answer, only the host.
public final class ReceiverProbe {
    private final Post post;

    public ReceiverProbe(AlertSettings alerts) {
        post = new Post(new PrivateAddresses(alerts));
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
            return switch (post.ask(address)) {
                case Post.Answer.Status(var code, _) -> new Answer.There(host, code);
                case Post.Answer.Private() -> new Answer.Private(host);
            };
        } catch (UnknownHostException e) {
            return new Answer.Silent(host, "no such host");
        } catch (IOException e) {
            return new Answer.Silent(host, words(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer.Silent(host, "interrupted");
        }
    }

    private static String words(IOException failure) {
        return failure.getMessage() == null
                ? failure.getClass().getSimpleName()
                : failure.getMessage();
    }
}
