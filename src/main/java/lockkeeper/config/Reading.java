package lockkeeper.config;

import java.util.Set;
import java.util.TreeSet;

/// What the sections of one file share while it is read.
///
/// @param asked every key that was looked for, with `[]` for a place in a list
/// @param given those of them that the file has
/// @param replaced the places whose value came from a variable, so that it must not be repeated
record Reading(
        Problems problems,
        Variables variables,
        Set<String> asked,
        Set<String> given,
        Set<String> replaced) {
    Reading(Problems problems, Variables variables) {
        this(problems, variables, new TreeSet<>(), new TreeSet<>(), new TreeSet<>());
    }

    void ask(String path, boolean isGiven) {
        var key = path.replaceAll("\\[\\d+]", "[]");
        asked.add(key);
        if (isGiven) given.add(key);
    }
}
