package lockkeeper.watch;

import lockkeeper.statement.MaskedText;

import org.jspecify.annotations.Nullable;

/// How much of a query's text leaves the server.
public enum QueryText {
    /// With its literals replaced.
    MASKED,
    /// As it is.
    FULL,
    /// Nothing of it.
    NONE;

    private static final int LONGEST = 4096;

    /// The part of a text that may be shown to people, at most 4 KiB of it; null if nothing may.
    public @Nullable String shown(String sql) {
        return switch (this) {
            case MASKED -> cut(MaskedText.mask(sql));
            case FULL -> cut(sql);
            case NONE -> null;
        };
    }

    private static String cut(String text) {
        if (text.length() <= LONGEST / 4) return text;
        var bytes = 0;
        for (var i = 0; i < text.length(); ) {
            var point = text.codePointAt(i);
            bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
            if (bytes > LONGEST) return text.substring(0, i);
            i += Character.charCount(point);
        }
        return text;
    }
}
