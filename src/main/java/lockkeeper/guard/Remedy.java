package lockkeeper.guard;

import lockkeeper.lock.LockOwner;

import java.util.List;
import java.util.Set;

/// Suspects whose end would help.
///
/// @param set who is to be ended, tail of the queue first, so that no DDL is granted its lock
///   between two signals
/// @param released whom the simulation says their end would release
record Remedy(List<Suspect> set, Set<LockOwner> released) {}
