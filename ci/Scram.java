import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.util.Base64;

import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/// A server's side of a login with SCRAM-SHA-256 (RFC 5802). It believes any client; the client
/// believes it if it knows the password.
final class Scram {
    static final String PASSWORD = "training";

    private static final byte[] SALT = "sixteen bytes...".getBytes(UTF_8);
    private static final int ITERATIONS = 4096;

    private static final int SASL = 10;
    private static final int SASL_CONTINUE = 11;
    private static final int SASL_FINAL = 12;

    private Scram() {}

    /// Lets a client log in; what the server says of its success is still to be sent.
    static void demand(DataInputStream in, OutputStream out) throws IOException {
        send(out, SASL, "SCRAM-SHA-256\0\0");
        var first = answer(in);
        // behind the header, which ends with two commas: the nonce may contain nearly everything
        var bare = first.substring(first.indexOf(",,") + 2);
        var salt = Base64.getEncoder().encodeToString(SALT);
        var nonce = bare.substring(bare.indexOf("r="));
        var ours = nonce + "server,s=" + salt + ",i=" + ITERATIONS;
        send(out, SASL_CONTINUE, ours);
        var last = answer(in);
        var withoutProof = last.substring(0, last.lastIndexOf(",p="));
        send(out, SASL_FINAL, "v=" + signature(bare + "," + ours + "," + withoutProof));
    }

    private static void send(OutputStream out, int kind, String text) throws IOException {
        var message = new DataOutputStream(out);
        var bytes = text.getBytes(UTF_8);
        message.writeByte('R');
        message.writeInt(bytes.length + 8);
        message.writeInt(kind);
        message.write(bytes);
    }

    private static String answer(DataInputStream in) throws IOException {
        if (in.readUnsignedByte() != 'p') throw new IOException("not a password message");
        return new String(in.readNBytes(in.readInt() - 4), UTF_8);
    }

    private static String signature(String message) throws IOException {
        try {
            var spec = new PBEKeySpec(PASSWORD.toCharArray(), SALT, ITERATIONS, 256);
            var factory = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256");
            var key = hmac(factory.generateSecret(spec).getEncoded(), "Server Key");
            return Base64.getEncoder().encodeToString(hmac(key, message));
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(UTF_8));
    }
}
