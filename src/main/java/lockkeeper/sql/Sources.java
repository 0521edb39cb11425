package lockkeeper.sql;

import lockkeeper.statement.Name;

import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.misc.Interval;
import org.antlr.v4.runtime.tree.ParseTree;
import org.apache.shardingsphere.sql.parser.autogen.PostgreSQLStatementParser.CommonTableExprContext;
import org.apache.shardingsphere.sql.parser.autogen.PostgreSQLStatementParser.RelationExprContext;
import org.apache.shardingsphere.sql.parser.autogen.PostgreSQLStatementParser.TableReferenceContext;
import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Collects the relations that a parsed statement reads. A name that WITH defines is taken for it
/// everywhere, though it means it only in its own query.
final class Sources {
    private final List<Name> names = new ArrayList<>();
    private final Set<String> defined = new HashSet<>();

    List<Name> of(ParseTree tree) {
        var open = new ArrayDeque<ParseTree>();
        open.add(tree);
        while (!open.isEmpty()) {
            var node = open.removeFirst();
            visit(node);
            for (var i = 0; i < node.getChildCount(); i++) open.add(node.getChild(i));
        }
        return names.stream()
                .filter(name -> name.parts().size() > 1 || !defined.contains(name.last()))
                .distinct()
                .toList();
    }

    private void visit(ParseTree node) {
        if (node instanceof TableReferenceContext table && table.relationExpr() != null)
            add(table.relationExpr());
        if (node instanceof CommonTableExprContext common) {
            var name = name(common.alias());
            if (name != null) defined.add(name.last());
        }
    }

    private void add(RelationExprContext relation) {
        var name = name(relation.qualifiedName());
        if (name != null) names.add(name);
    }

    private static @Nullable Name name(@Nullable ParserRuleContext context) {
        if (context == null) return null;
        var from = context.getStart();
        var to = context.getStop();
        return Name.read(
                from.getInputStream()
                        .getText(Interval.of(from.getStartIndex(), to.getStopIndex())));
    }
}
