package lockkeeper.deploy;

/// Hears of windows. Must return at once.
public interface DeployListener {
    /// Something about some window is another than before.
    void changed();

    /// A window was closed.
    void closed(Verdict verdict);
}
