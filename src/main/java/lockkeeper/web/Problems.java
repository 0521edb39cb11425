package lockkeeper.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.ByteBuffer;

/// Answers every failure with a problem document (RFC 9457) that tells no more than its reader may
/// know.
final class Problems extends ErrorHandler {
    private static final Logger log = LoggerFactory.getLogger(Problems.class);
    private static final String TYPE = "application/problem+json";

    private final Json json;

    Problems(Json json) {
        this.json = json;
    }

    void register(RoutesConfig routes) {
        routes.exception(
                Problem.class, (e, request) -> answer(request, e.status(), e.getMessage()));
        routes.exception(HttpResponseException.class, this::refuse);
        // who hangs up in the middle of a request will not hear this, and it is no fault of ours
        routes.exception(EofException.class, (_, request) -> answer(request, 400, null));
        routes.exception(Exception.class, this::fail);
    }

    private void refuse(HttpResponseException e, Context request) {
        var methods = e.getDetails().get("availableMethods");
        if (methods != null) request.header("Allow", methods);
        answer(request, e.getStatus(), detail(e.getStatus()));
    }

    private static @Nullable String detail(int status) {
        return switch (status) {
            case 404 -> "There is nothing at this address.";
            case 405 -> "This address does not answer to this method.";
            case 413 -> "The body is larger than anything that is expected here.";
            default -> null;
        };
    }

    /// The one fence of a request: a bug in its handling must not show in the answer.
    private void fail(Exception e, Context request) {
        log.error("method={} path={} failed", request.req().getMethod(), request.path(), e);
        answer(request, 500, "This is a fault of ours; the log has more.");
    }

    private void answer(Context request, int status, @Nullable String detail) {
        request.status(status)
                .contentType(TYPE)
                .result(json.bytes(Problem.View.of(status, detail)));
    }

    /// For what fails before or beside our own code, such as a malformed request.
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        var status = response.getStatus();
        response.write(true, document(status, response.getHeaders()), callback);
        return true;
    }

    private ByteBuffer document(int status, HttpFields.Mutable headers) {
        SafeHeaders.putInto(headers);
        headers.put(HttpHeader.CONTENT_TYPE, TYPE);
        return ByteBuffer.wrap(json.bytes(Problem.View.of(status, detail(status))));
    }
}
