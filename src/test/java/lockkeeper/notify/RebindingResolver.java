package lockkeeper.notify;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// Answers another thing each time a name that ends with `.rebinds` is looked up, as a name server
/// in bad hands can. The name says what: `203-0-113-1.127-0-0-1.rebinds` has first the one address
/// and from then on the other; `203-0-113-1and127-0-0-1.rebinds` has both at once.
public final class RebindingResolver extends InetAddressResolverProvider {
    private final Map<String, AtomicInteger> lookups = new ConcurrentHashMap<>();

    @Override
    public String name() {
        return "rebinding";
    }

    @Override
    public InetAddressResolver get(Configuration configuration) {
        var usual = configuration.builtinResolver();
        return new InetAddressResolver() {
            @Override
            public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
                    throws UnknownHostException {
                return host.endsWith(".rebinds")
                        ? Arrays.stream(next(host))
                        : usual.lookupByName(host, policy);
            }

            @Override
            public String lookupByAddress(byte[] address) throws UnknownHostException {
                return usual.lookupByAddress(address);
            }
        };
    }

    private InetAddress[] next(String host) throws UnknownHostException {
        var answers = host.replace(".rebinds", "").split("\\.", -1);
        var lookup = lookups.computeIfAbsent(host, _ -> new AtomicInteger()).getAndIncrement();
        var addresses = answers[Math.min(lookup, answers.length - 1)].split("and", -1);
        var found = new InetAddress[addresses.length];
        for (var i = 0; i < found.length; i++)
            found[i] = InetAddress.getByAddress(host, bytes(addresses[i]));
        return found;
    }

    private static byte[] bytes(String address) {
        var numbers = address.split("-", -1);
        var bytes = new byte[numbers.length];
        for (var i = 0; i < bytes.length; i++) bytes[i] = (byte) Integer.parseInt(numbers[i]);
        return bytes;
    }
}
