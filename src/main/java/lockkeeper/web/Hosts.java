package lockkeeper.web;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The names under which we answer. A page of somebody else, whose name was made to lead to our
/// address (DNS rebinding), calls us by its own name.
final class Hosts {
    private static final List<String> LOCAL = List.of("localhost", "127.0.0.1", "[::1]");

    private final Set<String> ours = new HashSet<>(LOCAL);

    Hosts(HttpSettings settings) {
        ours.add(bracketed(settings.listen().host()));
        for (var host : settings.hosts()) ours.add(host.toLowerCase(Locale.ROOT));
        var publicUrl = settings.publicUrl();
        if (publicUrl != null && publicUrl.getHost() != null)
            ours.add(publicUrl.getHost().toLowerCase(Locale.ROOT));
    }

    /// Whether a Host header names us, with whatever port: that may be a forwarded one.
    ///
    /// @param localAddress the address of ours that the client has connected to
    boolean contains(@Nullable String header, String localAddress) {
        if (header == null) return false;
        var host = withoutPort(header.toLowerCase(Locale.ROOT));
        return ours.contains(host) || host.equals(bracketed(localAddress));
    }

    /// Whether an Origin header is that of a page of ours, asked for by the same name.
    static boolean isSame(String origin, @Nullable String host) {
        try {
            var authority = new URI(origin).getRawAuthority();
            return authority != null && host != null && authority.equalsIgnoreCase(host);
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static String withoutPort(String authority) {
        var end = authority.startsWith("[") ? authority.indexOf(']') + 1 : authority.indexOf(':');
        return end <= 0 ? authority : authority.substring(0, end);
    }

    private static String bracketed(String host) {
        var lower = host.toLowerCase(Locale.ROOT);
        return lower.contains(":") && !lower.startsWith("[") ? "[" + lower + "]" : lower;
    }
}
