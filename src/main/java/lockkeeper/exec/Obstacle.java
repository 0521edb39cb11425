package lockkeeper.exec;

import java.util.function.BooleanSupplier;

/// Somebody who had what the command waited for.
///
/// @param description for people: who it is and what it does
/// @param ownIdle whether it is another session of the command, which idles in its transaction
/// @param remains asks whether it still is in the way; also true where that cannot be told
public record Obstacle(String description, boolean ownIdle, BooleanSupplier remains) {}
