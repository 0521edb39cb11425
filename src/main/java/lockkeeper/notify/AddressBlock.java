package lockkeeper.notify;

import java.math.BigInteger;
import java.net.InetAddress;

/// All addresses that begin alike.
///
/// @param start the first of them
/// @param bytes how long an address is: 4 or 16
/// @param bits how much of it they have in common
record AddressBlock(BigInteger start, int bytes, int bits) {
    /// @param cidr such as `10.0.0.0/8`
    static AddressBlock of(String cidr) {
        var slash = cidr.indexOf('/');
        var start = InetAddress.ofLiteral(cidr.substring(0, slash)).getAddress();
        var bits = Integer.parseInt(cidr.substring(slash + 1));
        return new AddressBlock(new BigInteger(1, start), start.length, bits);
    }

    boolean contains(byte[] address) {
        return address.length == bytes
                && new BigInteger(1, address).xor(start).bitLength() <= bytes * 8 - bits;
    }
}
