package lockkeeper.notify;

import java.util.Map;

/// A message as it goes over the wire.
///
/// @param headers beside those of every message
@SuppressWarnings("ArrayRecordComponent") // handed on to a socket as it is
record Parcel(Map<String, String> headers, byte[] body) {}
