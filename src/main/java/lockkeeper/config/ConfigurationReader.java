package lockkeeper.config;

import lockkeeper.guard.GuardMode;
import lockkeeper.web.Listen;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Makes a configuration from a file, or from flags alone, or says all that is wrong with it.
public final class ConfigurationReader {
    private final Map<String, String> environment;

    public ConfigurationReader(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    public Configuration read(Flags flags) throws InvalidConfiguration {
        var problems = new ArrayList<Problem>();
        var listen = flag("--listen", flags.listen(), Kind.LISTEN, problems);
        var mode = flag("--guard", flags.guard(), Kind.choice(GuardMode.class), problems);
        if (flags.config() == null)
            return new FlagTarget(flags, environment).configuration(listen, mode, problems);
        if (flags.url() != null || flags.user() != null)
            problems.add(
                    Problem.of("--url, --user", "cannot be given together with --config FILE"));
        throwIfAny(problems);
        return read(flags.config(), listen, mode);
    }

    private static <T> @Nullable T flag(
            String name, @Nullable String text, Kind<T> kind, List<Problem> problems) {
        if (text == null) return null;
        var value = kind.parse().apply(text);
        if (value.isEmpty())
            problems.add(Problem.of(name, Problem.plain(kind.must() + ", got " + text)));
        return value.orElse(null);
    }

    static void throwIfAny(List<Problem> problems) throws InvalidConfiguration {
        if (!problems.isEmpty()) throw new InvalidConfiguration(problems);
    }

    private Configuration read(Path file, @Nullable Listen listen, @Nullable GuardMode mode)
            throws InvalidConfiguration {
        var problems = new Problems(file.toString());
        var node = new YamlText(problems).read(file);
        problems.throwIfAny();
        var reading = new Reading(problems, new Variables(environment));
        var configuration = new RootSection(new Section(reading, "", 1, node)).read(listen, mode);
        problems.throwIfAny();
        return configuration;
    }
}
