package lockkeeper.cli;

/// How a piece of text stands out on a terminal that has colours.
enum Ink {
    PLAIN(""),
    BOLD("1"),
    FAINT("2"),
    /// Who is to blame.
    CULPRIT("1;31"),
    WAITING("33"),
    WELL("32");

    private final String code;

    Ink(String code) {
        this.code = code;
    }

    String around(String text) {
        return code.isEmpty() || text.isEmpty()
                ? text
                : "\u001b[" + code + "m" + text + "\u001b[0m";
    }
}
