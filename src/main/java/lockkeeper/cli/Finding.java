package lockkeeper.cli;

import org.jspecify.annotations.Nullable;

/// One thing that the doctor looked at.
///
/// @param about the target, or the part of the configuration
/// @param detail what was found
/// @param mend a statement or setting that would mend it; null if there is nothing to mend
record Finding(String about, String what, State state, String detail, @Nullable String mend) {
    enum State {
        OK("ok"),
        /// Works, but not as well as it could.
        WARN("warn"),
        /// Does not work.
        MISSING("missing");

        private final String word;

        State(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    static Finding ok(String about, String what, String detail) {
        return new Finding(about, what, State.OK, detail, null);
    }

    static Finding warn(String about, String what, String detail, String mend) {
        return new Finding(about, what, State.WARN, detail, mend);
    }

    static Finding missing(String about, String what, String detail, String mend) {
        return new Finding(about, what, State.MISSING, detail, mend);
    }
}
