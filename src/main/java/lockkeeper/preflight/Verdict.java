package lockkeeper.preflight;

/// How a statement would fare now, best first.
public enum Verdict {
    CLEAR("would get its locks at once"),
    HOLDS("would get its locks at once, and keep others out while it works"),
    UNKNOWN("cannot be told"),
    WAITS("would wait");

    private final String words;

    Verdict(String words) {
        this.words = words;
    }

    public String words() {
        return words;
    }

    Verdict or(Verdict other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
