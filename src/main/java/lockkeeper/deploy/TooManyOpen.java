package lockkeeper.deploy;

/// Thrown where one more window would be too many.
public final class TooManyOpen extends Exception {
    private static final long serialVersionUID = 1L;

    TooManyOpen(int most) {
        super(
                "%d deploy windows are open already, and more may not be; close some"
                        .formatted(most));
    }
}
