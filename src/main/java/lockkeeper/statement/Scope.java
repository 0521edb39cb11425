package lockkeeper.statement;

/// Which relations a lock request means, seen from the one that the statement names. All but the
/// named ones are known to the catalogs only.
public enum Scope {
    NAMED("the relation itself"),
    CHILDREN("its partitions or inheritance children"),
    PARTITIONS("its partitions"),
    INDEXES("its indexes"),
    TABLE_OF_INDEX("the table of the index"),
    TABLES_OF_INDEX("the tables of the index and of its partitions"),
    DEFAULT_PARTITION("its default partition"),
    PARENT("the table it is a partition or child of"),
    DEFAULT_OF_PARENT("the default partition beside it"),
    REFERENCED("tables its foreign keys refer to"),
    OWN_REFERENCED("tables that its own, not its parent's, foreign keys refer to"),
    REFERENCING("tables with foreign keys that refer to it"),
    ALL_REFERENCING("tables that refer to it, and those that refer to them"),
    PARTNER("the other table, if that constraint is a foreign key"),
    PARTNER_OF_COLUMN("other tables of foreign keys on that column"),
    SOURCES("relations its query reads"),
    DEPENDENT_VIEWS("views that read it"),
    SEQUENCES("sequences it owns"),
    TABLE_OF_STATISTICS("the table of the statistics"),
    TYPE_USERS("tables with columns of the type");

    private final String description;

    Scope(String description) {
        this.description = description;
    }

    public String description() {
        return description;
    }
}
