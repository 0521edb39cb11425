package lockkeeper.exec;

/// A signal that is passed on to the command. The numbers are the same on Linux and macOS.
enum Sign {
    HUP(1),
    INT(2),
    TERM(15);

    private final int number;

    Sign(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    /// What a shell answers for a command that this signal ended.
    int exitCode() {
        return 128 + number;
    }
}
