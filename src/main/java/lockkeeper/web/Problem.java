package lockkeeper.web;

import org.jspecify.annotations.Nullable;

/// The reason why a request is not answered as asked. Becomes a problem document (RFC 9457).
final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    /// @param detail for the reader of the answer, so without anything they may not know
    Problem(int status, String detail) {
        super(detail, null, false, false);
        this.status = status;
    }

    static Problem badRequest(String detail) {
        return new Problem(400, detail);
    }

    static Problem forbidden(String detail) {
        return new Problem(403, detail);
    }

    static Problem notFound(String detail) {
        return new Problem(404, detail);
    }

    int status() {
        return status;
    }

    /// The document itself.
    record View(String type, String title, int status, @Nullable String detail) {
        static View of(int status, @Nullable String detail) {
            return new View("about:blank", title(status), status, detail);
        }

        private static String title(int status) {
            var code = org.eclipse.jetty.http.HttpStatus.getCode(status);
            return code == null ? "Error" : code.getMessage();
        }
    }
}
