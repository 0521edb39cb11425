package lockkeeper.statement;

/// What a statement does to a table's data while it has its locks, lightest first.
public enum Work {
    NONE("changes the catalog only"),
    ROWS("reads or writes rows"),
    SCAN("reads the whole table"),
    INDEX_BUILD("builds an index"),
    REWRITE("writes the table anew"),
    UNKNOWN("may do anything");

    private final String description;

    Work(String description) {
        this.description = description;
    }

    public String description() {
        return description;
    }

    Work and(Work other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
