package lockkeeper.statement;

/// One piece of SQL text between two offsets. Comments and white space are no tokens.
///
/// @param closed false when the text ended inside it
public record Token(Kind kind, int start, int end, boolean closed) {
    /// What a token is, as far as the lexical rules alone can tell.
    public enum Kind {
        WORD,
        QUOTED_NAME,
        STRING,
        NUMBER,
        PARAMETER,
        SIGN
    }

    /// Whether it carries data that must not be shown.
    boolean isLiteral() {
        return kind == Kind.STRING || kind == Kind.NUMBER;
    }
}
