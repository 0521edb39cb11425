package lockkeeper.guard;

import lockkeeper.lock.Backend;
import lockkeeper.lock.LockSnapshot;
import lockkeeper.statement.CommandTag;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// The names of a migration that filters may ask about. A session has several commands where its
/// text has several; of a kind that we do not know it has none.
///
/// @param relations as `schema.table`
/// @param commands command tags
public record Names(
        List<String> users,
        List<String> applications,
        List<String> databases,
        List<String> relations,
        List<String> commands) {
    public Names {
        users = List.copyOf(users);
        applications = List.copyOf(applications);
        databases = List.copyOf(databases);
        relations = List.copyOf(relations);
        commands = List.copyOf(commands);
    }

    static Names of(Suspect suspect, Backend backend, LockSnapshot snapshot) {
        var relation = snapshot.relations().get(suspect.target());
        return new Names(
                one(backend.user()),
                List.of(backend.application()),
                one(backend.database()),
                one(relation == null ? null : relation.ofTable()),
                commands(backend));
    }

    private static List<String> commands(Backend backend) {
        var query = backend.query();
        return query == null
                ? List.of()
                : CommandTag.all(query).stream().map(CommandTag::text).toList();
    }

    /// A list of the name, or of none.
    public static List<String> one(@Nullable String name) {
        return name == null ? List.of() : List.of(name);
    }
}
