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

    private static @Nullable List<NamePattern> copy(@Nullable List<NamePattern> patterns) {
        return patterns == null ? null : List.copyOf(patterns);
    }
}
