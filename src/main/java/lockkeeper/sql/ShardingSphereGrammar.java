package lockkeeper.sql;

import lockkeeper.preflight.Grammar;
import lockkeeper.preflight.Reading;

import org.antlr.v4.runtime.BailErrorStrategy;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.atn.PredictionMode;
import org.antlr.v4.runtime.misc.ParseCancellationException;
import org.antlr.v4.runtime.tree.ParseTree;
import org.apache.shardingsphere.sql.parser.autogen.PostgreSQLStatementLexer;
import org.apache.shardingsphere.sql.parser.autogen.PostgreSQLStatementParser;
import org.jspecify.annotations.Nullable;

/// The grammar of Apache ShardingSphere, which is near PostgreSQL 15. What it does not know it
/// refuses, so nothing is concluded from its silence.
public final class ShardingSphereGrammar implements Grammar {
    private static final int LONGEST = 64 * 1024;

    /// The parser is recursive; deeper nesting would end in a stack overflow.
    private static final int DEEPEST = 100;

    /// The lexer would otherwise leave out what it does not know.
    private static final BaseErrorListener REFUSE =
            new BaseErrorListener() {
                @Override
                public void syntaxError(
                        Recognizer<?, ?> recognizer,
                        @Nullable Object symbol,
                        int line,
                        int column,
                        String message,
                        @Nullable RecognitionException e) {
                    throw new ParseCancellationException(message);
                }
            };

    @Override
    public @Nullable Reading read(String statement) {
        if (statement.length() > LONGEST || depth(statement) > DEEPEST) return null;
        try {
            return new Reading(new Sources().of(parse(statement)));
        } catch (ParseCancellationException e) {
            return null;
        }
    }

    /// The quick way of prediction first: it fails on a few valid texts, which are then read again.
    private static ParseTree parse(String statement) {
        try {
            return parser(statement, PredictionMode.SLL).execute();
        } catch (ParseCancellationException e) {
            return parser(statement, PredictionMode.LL).execute();
        }
    }

    private static PostgreSQLStatementParser parser(String statement, PredictionMode mode) {
        var lexer = new PostgreSQLStatementLexer(CharStreams.fromString(statement));
        lexer.removeErrorListeners();
        lexer.addErrorListener(REFUSE);
        var parser = new PostgreSQLStatementParser(new CommonTokenStream(lexer));
        parser.removeErrorListeners();
        parser.setErrorHandler(new BailErrorStrategy());
        parser.getInterpreter().setPredictionMode(mode);
        return parser;
    }

    /// Counts what can nest without looking into literals: too many only means not to read it.
    private static int depth(String statement) {
        var depth = 0;
        var deepest = 0;
        for (var i = 0; i < statement.length(); i++) {
            var c = statement.charAt(i);
            if (c == '(' || c == '[') deepest = Math.max(deepest, ++depth);
            else if (c == ')' || c == ']') depth--;
        }
        return deepest;
    }
}
