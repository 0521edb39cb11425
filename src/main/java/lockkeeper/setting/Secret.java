package lockkeeper.setting;

/// A text that must never be printed: a password, a token, an address that is a key in itself.
///
/// @param reveal the text itself, for the one place that sends it
public record Secret(String reveal) {
    public Secret {
        if (reveal.isEmpty()) throw new IllegalArgumentException("a secret must not be empty");
    }

    @Override
    public String toString() {
        return "***";
    }
}
