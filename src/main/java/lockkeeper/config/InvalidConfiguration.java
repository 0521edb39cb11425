package lockkeeper.config;

import java.util.List;
import java.util.stream.Collectors;

/// There is no usable configuration. Says everything that is wrong, a line each.
public final class InvalidConfiguration extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    InvalidConfiguration(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    public List<Problem> problems() {
        return problems;
    }
}
