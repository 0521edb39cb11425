package lockkeeper.contention;

/// The graph says one thing, PostgreSQL another.
final class Disagreement extends Exception {
    private static final long serialVersionUID = 1L;

    Disagreement(String message) {
        super(message);
    }
}
