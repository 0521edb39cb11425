package lockkeeper.watch;

/// How much of a query's text leaves the server.
public enum QueryText {
    /// With its literals replaced.
    MASKED,
    /// As it is.
    FULL,
    /// Nothing of it.
    NONE
}
