package lockkeeper.statement;

/// A name as it must be written in a statement that a person may paste: always quoted, as which
/// words are reserved differs by version.
public record SqlName(String name) {
    @Override
    public String toString() {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
