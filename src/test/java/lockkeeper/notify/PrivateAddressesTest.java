package lockkeeper.notify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

class PrivateAddressesTest {
    private static boolean refused(String address, String... allowed) throws UnknownHostException {
        var alerts = new AlertSettings(List.of(), List.of(), List.of(allowed));
        return new PrivateAddresses(alerts)
                .refuse("Hooks.internal", InetAddress.getByName(address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.1.2.3",
                "172.16.0.1",
                "192.168.1.1",
                "169.254.169.254",
                "0.0.0.0",
                "100.64.0.1",
                "100.127.255.255",
                "224.0.0.1",
                "::1",
                "fe80::1",
                "fc00::1",
                "fd12::1",
                "::ffff:127.0.0.1",
                "::",
                "0.1.2.3",
                "127.255.255.255",
                "172.31.255.255",
                "192.0.0.8",
                "198.18.0.1",
                "198.19.255.255",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "fec0::1",
                "febf::1",
                "ff02::1",
                "::10.0.0.1",
                "64:ff9b::10.0.0.1",
                "64:ff9b::127.0.0.1",
                "64:ff9b:1::1",
                "2002:a00:1::1",
                "2002:7f00:1::"
            })
    void privateOnesAreRefusedUnlessTheirHostIsAllowed(String address) throws UnknownHostException {
        assertThat(refused(address)).isTrue();
        assertThat(refused(address, "other.internal")).isTrue();
        assertThat(refused(address, "hooks.INTERNAL")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1", "172.15.255.255", "172.32.0.1", "100.63.255.255", "100.128.0.1",
                "192.0.1.1", "198.17.0.1", "198.20.0.1", "223.255.255.255", "126.255.255.255",
                "2606:4700::1", "fb00::1", "64:ff9b::1.1.1.1", "2002:101:101::1"
            })
    void publicOnesAreNot(String address) throws UnknownHostException {
        assertThat(refused(address)).isFalse();
    }

    @Test
    void oneAllowedHostDoesNotAllowAnother() throws UnknownHostException {
        assertThat(refused("10.0.0.1", "a.internal", "b.internal")).isTrue();
    }
}
