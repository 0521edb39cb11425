package lockkeeper.watch;

/// How the pool of the permanent connections to one server stands.
///
/// @param active connections that are lent out; ours are, for good
/// @param pending how many wait for one
/// @param most how many there may be
/// @param least how many it keeps ready
public record PoolUse(int total, int active, int idle, int pending, int most, int least) {}
