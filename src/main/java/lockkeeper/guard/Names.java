package lockkeeper.guard;

import lockkeeper.lock.Backend;
import lockkeeper.lock.LockSnapshot;
import lockkeeper.lock.LockType;
import lockkeeper.statement.CommandTag;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashSet;
import java.util.List;

/// The names of a migration that filters may ask about. A session has several commands where its
/// text has several; of a kind of which we do not know them all it has none.
///
/// @param relations as `schema.table`: all by whose lock it is in the way
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
        return new Names(
                one(backend.user()),
                List.of(backend.application()),
                one(backend.database()),
                relations(suspect, snapshot),
                commands(backend));
    }

    private static List<String> relations(Suspect suspect, LockSnapshot snapshot) {
        var names = new LinkedHashSet<String>();
        for (var target : suspect.targets()) {
            if (target.type() != LockType.RELATION) continue;
            var name = snapshot.relations().get(target);
            if (name == null || name.outdated()) return List.of();
            names.add(name.ofTable());
        }
        return List.copyOf(names);
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
