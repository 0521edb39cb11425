package lockkeeper.preflight;

import lockkeeper.statement.Name;

import java.util.List;

/// What a grammar found in one statement.
///
/// @param sources the relations that its queries read, without what WITH defines
public record Reading(List<Name> sources) {
    public Reading {
        sources = List.copyOf(sources);
    }
}
