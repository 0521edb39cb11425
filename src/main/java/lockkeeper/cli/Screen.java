package lockkeeper.cli;

/// What can be shown where we print.
///
/// @param columns how wide a line may be
/// @param rows how many lines there may be
/// @param colours whether escape sequences for colours are understood
/// @param unicode whether more than ASCII can be printed
record Screen(int columns, int rows, boolean colours, boolean unicode) {
    /// A file or another program reads it.
    static Screen none(int columns, boolean unicode) {
        return new Screen(columns, Integer.MAX_VALUE, false, unicode);
    }
}
