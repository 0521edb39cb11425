package lockkeeper.cli;

import java.util.ArrayList;
import java.util.List;

/// One line for a terminal, piece by piece. Its texts are made visible, whatever is in them.
final class Line {
    private record Piece(Ink ink, String text) {}

    private final List<Piece> pieces = new ArrayList<>();

    static Line of(Ink ink, String text) {
        return new Line().add(ink, text);
    }

    Line add(Ink ink, String text) {
        pieces.add(new Piece(ink, text.replaceAll("\\p{C}", "?")));
        return this;
    }

    /// What of it fits, in the colours and characters there are.
    String on(Screen screen) {
        var line = new StringBuilder();
        var left = screen.columns();
        for (var piece : fitting(screen)) {
            var text = screen.unicode() ? piece.text : ascii(piece.text);
            var cut = TextWidth.cut(text, left);
            left -= TextWidth.of(cut);
            line.append(screen.colours() ? piece.ink.around(cut) : cut);
        }
        return line.toString();
    }

    /// The pieces, with a mark at the end of a line that is cut.
    private List<Piece> fitting(Screen screen) {
        var width = pieces.stream().mapToInt(piece -> TextWidth.of(piece.text)).sum();
        if (width <= screen.columns()) return pieces;
        var mark = screen.unicode() ? "…" : "...";
        var left = Math.max(0, screen.columns() - mark.length());
        var fitting = new ArrayList<Piece>();
        for (var piece : pieces) {
            var cut = TextWidth.cut(piece.text, left);
            left -= TextWidth.of(cut);
            fitting.add(new Piece(piece.ink, cut));
            if (cut.length() < piece.text.length()) break;
        }
        fitting.add(new Piece(Ink.FAINT, mark));
        return fitting;
    }

    private static String ascii(String text) {
        return text.replace("…", "...").replaceAll("\\P{ASCII}", "?");
    }
}
