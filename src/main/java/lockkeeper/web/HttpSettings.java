package lockkeeper.web;

import lockkeeper.setting.Checks;
import lockkeeper.setting.Secret;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;

/// Where we answer, and to whom.
///
/// @param token for every call that changes something; null: such calls are refused
/// @param hosts further Host names to answer to, beside the listen address and localhost
/// @param publicUrl where people find the page, for links in messages; null: no links
/// @param quit whether a program on this machine may end the daemon by `POST /quitquitquit`
public record HttpSettings(
        Listen listen,
        @Nullable Secret token,
        List<String> hosts,
        @Nullable URI publicUrl,
        boolean quit) {
    public static final HttpSettings DEFAULTS =
            new HttpSettings(new Listen("127.0.0.1", 9753), null, List.of(), null);

    private static final Pattern TOKEN = Pattern.compile("[!-~]+");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]");

    /// Without the wish to be ended over HTTP.
    public HttpSettings(
            Listen listen, @Nullable Secret token, List<String> hosts, @Nullable URI publicUrl) {
        this(listen, token, hosts, publicUrl, false);
    }

    public HttpSettings {
        hosts = List.copyOf(hosts);
        var checks = new Checks("http");
        checks.that(
                token != null || listen.isLoopback(),
                "token",
                "must be set, because other machines can reach http.listen");
        checks.that(
                token == null || TOKEN.matcher(token.reveal()).matches(),
                "token",
                "must consist of printable ASCII characters without spaces");
        for (int i = 0; i < hosts.size(); i++)
            checks.that(
                    HOST.matcher(hosts.get(i)).matches(),
                    "hosts[" + i + "]",
                    "must be a host name or address without scheme and port",
                    hosts.get(i));
        checks.that(
                publicUrl == null || isWeb(publicUrl),
                "public_url",
                "must be an address such as https://lockkeeper.example.org");
        checks.done();
    }

    private static boolean isWeb(URI url) {
        return url.getHost() != null
                && url.getRawUserInfo() == null
                && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()));
    }
}
