package lockkeeper.metrics;

/// The answer to one scrape.
///
/// @param body UTF-8; the reader must not change it
@SuppressWarnings("ArrayRecordComponent") // handed on to a socket as it is
public record Scrape(String contentType, byte[] body) {}
