package lockkeeper.guard;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Patterns for the names of a migration, by kind. Null says that the kind was not given, which is
/// not the same as an empty list: in `guard.only` the former restricts nothing and the latter
/// leaves nobody.
///
/// @param relations for `schema.table`
/// @param commands for the command tag
public record Filter(
        @Nullable List<NamePattern> users,
        @Nullable List<NamePattern> applications,
        @Nullable List<NamePattern> databases,
        @Nullable List<NamePattern> relations,
        @Nullable List<NamePattern> commands) {
    /// No kind is given.
    public static final Filter NONE = new Filter(null, null, null, null, null);

    public Filter {
        users = copy(users);
        applications = copy(applications);
        databases = copy(databases);
        relations = copy(relations);
        commands = copy(commands);
    }

    /// Whether each kind that is given here matches one of the names.
    ///
    /// @param inDoubt the answer for a kind that is given and has no names
    public boolean admits(Names names, boolean inDoubt) {
        return admits(users, names.users(), inDoubt)
                && admits(applications, names.applications(), inDoubt)
                && admits(databases, names.databases(), inDoubt)
                && admits(relations, names.relations(), inDoubt)
                && admits(commands, names.commands(), inDoubt);
    }

    private static boolean admits(
            @Nullable List<NamePattern> patterns, List<String> names, boolean inDoubt) {
        if (patterns == null) return true;
        if (names.isEmpty()) return inDoubt;
        return names.stream().anyMatch(name -> matches(patterns, name));
    }

    static boolean matches(List<NamePattern> patterns, String name) {
        return patterns.stream().anyMatch(pattern -> pattern.matches(name));
    }

    private static @Nullable List<NamePattern> copy(@Nullable List<NamePattern> patterns) {
        return patterns == null ? null : List.copyOf(patterns);
    }
}
