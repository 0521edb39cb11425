package lockkeeper.cli;

/// A name as it must be written in a statement that a person may paste.
record SqlName(String name) {
    @Override
    public String toString() {
        return name.matches("[a-z_][a-z0-9_]*") ? name : '"' + name.replace("\"", "\"\"") + '"';
    }
}
