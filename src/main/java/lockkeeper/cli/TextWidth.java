package lockkeeper.cli;

import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// How many columns of a terminal a text takes: an ideograph takes two, an accent on its own none.
final class TextWidth {
    private static final Set<UnicodeScript> WIDE =
            Set.of(
                    UnicodeScript.HAN,
                    UnicodeScript.HANGUL,
                    UnicodeScript.HIRAGANA,
                    UnicodeScript.KATAKANA,
                    UnicodeScript.BOPOMOFO,
                    UnicodeScript.YI);

    private TextWidth() {}

    static int of(String text) {
        return text.codePoints().map(TextWidth::of).sum();
    }

    private static int of(int point) {
        if (point < 0x300) return 1;
        var type = Character.getType(point);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) return 0;
        if (point >= 0xFF61 && point <= 0xFFDC) return 1; // the halfwidth forms of wide letters
        return isWide(point) ? 2 : 1;
    }

    private static boolean isWide(int point) {
        return WIDE.contains(UnicodeScript.of(point))
                || Character.isEmojiPresentation(point)
                || (point >= 0x3000 && point <= 0x303E)
                || (point >= 0xFF01 && point <= 0xFF60)
                || (point >= 0xFFE0 && point <= 0xFFE6);
    }

    /// The beginning of a text that fits into so many columns.
    static String cut(String text, int columns) {
        var left = columns;
        for (var i = 0; i < text.length(); ) {
            var point = text.codePointAt(i);
            left -= of(point);
            if (left < 0) return text.substring(0, i);
            i += Character.charCount(point);
        }
        return text;
    }

    /// The text in lines of so many columns, broken between words.
    static List<String> wrap(String text, int columns) {
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        for (var words = text.strip(); !words.isEmpty(); ) {
            var end = words.indexOf(' ');
            var word = end < 0 ? words : words.substring(0, end);
            words = end < 0 ? "" : words.substring(end).strip();
            if (!line.isEmpty() && of(line.toString()) + 1 + of(word) > columns) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
