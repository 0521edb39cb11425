package lockkeeper.notify;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;

/// Which receivers lie in a private network and were not allowed by name. A configuration that
/// somebody else can edit must not become a way into ours.
final class PrivateAddresses {
    private final List<String> allowed;

    PrivateAddresses(AlertSettings alerts) {
        allowed = alerts.allowPrivate().stream().map(PrivateAddresses::plain).toList();
    }

    /// @param host as the address of the receiver has it
    /// @param address what it was resolved to
    boolean refuse(String host, InetAddress address) {
        return isPrivate(address) && !allowed.contains(plain(host));
    }

    private static String plain(String host) {
        return host.toLowerCase(Locale.ROOT);
    }

    private static boolean isPrivate(InetAddress address) {
        return address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()
                || isSharedOrUniqueLocal(address.getAddress());
    }

    /// 100.64.0.0/10 (RFC 6598) and fc00::/7 (RFC 4193), which the JDK does not know.
    private static boolean isSharedOrUniqueLocal(byte[] bytes) {
        return bytes.length == 4
                ? bytes[0] == 100 && (bytes[1] & 0xC0) == 0x40
                : (bytes[0] & 0xFE) == 0xFC;
    }
}
