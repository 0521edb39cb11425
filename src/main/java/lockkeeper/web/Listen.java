package lockkeeper.web;

import java.util.regex.Pattern;

/// The address on which we answer.
///
/// @param host a name or an address, without brackets
/// @param port 0: any free one
public record Listen(String host, int port) {
    private static final Pattern FORM =
            Pattern.compile("(?:([A-Za-z0-9._-]+)|\\[([0-9A-Fa-f:.]+)]):(\\d{1,5})");
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(\\.\\d{1,3}){3}|::1|0:0:0:0:0:0:0:1");

    public Listen {
        if (port < 0 || port > 65535)
            throw new IllegalArgumentException("port must be from 0 to 65535, got " + port);
    }

    /// Reads `host:port` or `[address]:port`.
    public static Listen parse(String text) {
        var form = FORM.matcher(text);
        if (!form.matches()) throw new IllegalArgumentException("not host:port: " + text);
        var host = form.group(1) == null ? form.group(2) : form.group(1);
        return new Listen(host, Integer.parseInt(form.group(3)));
    }

    /// Whether only programs on this machine can reach it, as far as its spelling says: names are
    /// not looked up.
    public boolean isLoopback() {
        return LOOPBACK.matcher(host).matches();
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
