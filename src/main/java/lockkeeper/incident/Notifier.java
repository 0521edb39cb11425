package lockkeeper.incident;

/// Tells people. Must return at once: delivery, retries and their limits are its own matter.
public interface Notifier {
    void tell(News news);
}
