package lockkeeper.web;

import lockkeeper.setting.Secret;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/// Compares what a client presents with the configured token, in a time that tells nothing of it.
final class Token {
    private final byte[] digest;

    Token(Secret secret) {
        this.digest = digest(secret.reveal());
    }

    /// Whether an Authorization header bears it: `Bearer TOKEN`.
    boolean isBorneBy(@Nullable String authorization) {
        var presented = credentials(authorization, "Bearer ");
        return presented != null && matches(presented);
    }

    /// Whether it is the password of `Basic`, with any user name: how a browser asks for it. Since
    /// browsers send that by themselves, even for a page of somebody else, it is good for reading
    /// only.
    boolean isPasswordIn(@Nullable String authorization) {
        var encoded = credentials(authorization, "Basic ");
        if (encoded == null) return false;
        try {
            var decoded = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            return matches(decoded.substring(decoded.indexOf(':') + 1));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static @Nullable String credentials(@Nullable String authorization, String scheme) {
        if (authorization == null
                || !authorization.regionMatches(true, 0, scheme, 0, scheme.length())) return null;
        return authorization.substring(scheme.length()).strip();
    }

    private boolean matches(String presented) {
        return MessageDigest.isEqual(digest, digest(presented));
    }

    /// Of equal length, whatever the length of the text.
    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
