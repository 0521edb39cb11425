package lockkeeper.web;

import io.javalin.http.Context;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.util.Set;

/// Who may ask for what. Comes before everything else.
final class Gate {
    private static final String NO_TOKEN =
            "Nothing can be changed over HTTP, because http.token is not configured.";
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    /// For probes and scrapers, which know no token.
    private static final Set<String> OPEN = Set.of("/healthz", "/readyz", "/armedz", "/metrics");

    private final Hosts hosts;
    private final @Nullable Token token;
    private final boolean isPrivate;
    private final boolean mayQuit;

    Gate(HttpSettings settings) {
        this.hosts = new Hosts(settings);
        var secret = settings.token();
        this.token = secret == null ? null : new Token(secret);
        this.isPrivate = settings.listen().isLoopback();
        this.mayQuit = settings.quit();
    }

    /// @throws Problem if the request may not go on
    void check(Context request) {
        if (!hosts.contains(request.header("Host"), request.req().getLocalAddr()))
            throw new Problem(
                    421, "This is not a host name of ours; http.hosts lists further ones.");
        if (!READING.contains(request.req().getMethod())) checkChange(request);
        else if (!isPrivate && !OPEN.contains(request.path())) checkReading(request);
    }

    /// Why every call that changes something is refused; null where a token lets it pass.
    @Nullable String changesRefused() {
        return token == null ? NO_TOKEN : null;
    }

    private void checkChange(Context request) {
        if (isCrossSite(request))
            throw Problem.forbidden("Pages of other sites may not change anything here.");
        if (request.path().equals(Probes.QUIT)) {
            checkQuit(request);
            return;
        }
        if (token == null) throw Problem.forbidden(NO_TOKEN);
        if (token.isBorneBy(request.header("Authorization"))) return;
        request.header("WWW-Authenticate", "Bearer");
        throw new Problem(401, "This needs the header Authorization: Bearer TOKEN.");
    }

    /// For the other containers of a pod, which share its loopback interface and know no token.
    private void checkQuit(Context request) {
        if (!mayQuit) throw Problem.forbidden("This needs http.quit: true.");
        if (!InetAddress.ofLiteral(request.req().getRemoteAddr()).isLoopbackAddress())
            throw Problem.forbidden("Only a program on this machine may ask for this.");
    }

    private static boolean isCrossSite(Context request) {
        var site = request.header("Sec-Fetch-Site");
        if (site != null && !site.equals("same-origin") && !site.equals("none")) return true;
        var origin = request.header("Origin");
        return origin != null && !Hosts.isSame(origin, request.header("Host"));
    }

    private void checkReading(Context request) {
        var authorization = request.header("Authorization");
        if (token != null && (token.isBorneBy(authorization) || token.isPasswordIn(authorization)))
            return;
        request.header("WWW-Authenticate", "Bearer, Basic realm=\"Lockkeeper\", charset=\"UTF-8\"");
        throw new Problem(
                401, "This needs the token, as Authorization: Bearer TOKEN or as a password.");
    }
}
