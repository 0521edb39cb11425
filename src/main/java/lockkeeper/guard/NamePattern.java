package lockkeeper.guard;

import java.util.regex.Pattern;

/// A regular expression for the whole of a name. Two are equal when they are written the same.
public final class NamePattern {
    private final Pattern pattern;

    /// @throws java.util.regex.PatternSyntaxException if it is not a regular expression
    public NamePattern(String source) {
        pattern = Pattern.compile(source);
    }

    public boolean matches(String name) {
        return pattern.matcher(name).matches();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NamePattern that && toString().equals(that.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    /// The expression as it was written.
    @Override
    public String toString() {
        return pattern.pattern();
    }
}
