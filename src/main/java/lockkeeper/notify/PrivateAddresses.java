package lockkeeper.notify;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Which receivers lie in a private network and were not allowed by name. A configuration that
/// somebody else can edit must not become a way into ours.
final class PrivateAddresses {
    /// Not for the whole internet (RFC 6890), or for many at once.
    private static final List<AddressBlock> PRIVATE =
            Stream.of(
                            "0.0.0.0/8",
                            "10.0.0.0/8",
                            "100.64.0.0/10",
                            "127.0.0.0/8",
                            "169.254.0.0/16",
                            "172.16.0.0/12",
                            "192.0.0.0/24",
                            "192.168.0.0/16",
                            "198.18.0.0/15",
                            "224.0.0.0/3",
                            "::/127",
                            "64:ff9b:1::/48",
                            "fc00::/7",
                            "fe80::/9",
                            "ff00::/8")
                    .map(AddressBlock::of)
                    .toList();

    private static final AddressBlock COMPATIBLE = AddressBlock.of("::/96");
    private static final AddressBlock NAT64 = AddressBlock.of("64:ff9b::/96");
    private static final AddressBlock SIX_TO_FOUR = AddressBlock.of("2002::/16");

    private final List<String> allowed;

    PrivateAddresses(AlertSettings alerts) {
        allowed = alerts.allowPrivate().stream().map(PrivateAddresses::plain).toList();
    }

    /// @param host as the address of the receiver has it
    /// @param address what it was resolved to
    boolean refuse(String host, InetAddress address) {
        return isPrivate(address.getAddress()) && !allowed.contains(plain(host));
    }

    private static String plain(String host) {
        return host.toLowerCase(Locale.ROOT);
    }

    private static boolean isPrivate(byte[] address) {
        var translated = translated(address);
        return PRIVATE.stream().anyMatch(b -> b.contains(address) || b.contains(translated));
    }

    /// The IPv4 address that somebody on the way makes of an IPv6 one; else the address itself.
    private static byte[] translated(byte[] address) {
        if (COMPATIBLE.contains(address) || NAT64.contains(address))
            return Arrays.copyOfRange(address, 12, 16);
        return SIX_TO_FOUR.contains(address) ? Arrays.copyOfRange(address, 2, 6) : address;
    }
}
