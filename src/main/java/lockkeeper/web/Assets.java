package lockkeeper.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The page and what it is made of, from the jar. A fixed list: no path of a request ever reaches a
/// file.
final class Assets {
    private static final Map<String, String> TYPES =
            Map.of(
                    "html", "text/html; charset=utf-8",
                    "css", "text/css; charset=utf-8",
                    "js", "text/javascript; charset=utf-8",
                    "svg", "image/svg+xml");
    private static final String PAGE = "index.html";
    private static final List<String> PARTS =
            List.of(
                    "icon.svg",
                    "style.css",
                    "app.js",
                    "chart.js",
                    "deploys.js",
                    "details.js",
                    "dom.js",
                    "format.js",
                    "incidents.js",
                    "leftovers.js",
                    "picture.js",
                    "status.js",
                    "time.js");

    private final Map<String, Asset> assets = new HashMap<>();

    private static final class Asset {
        private final String type;
        private final byte[] content;
        private final String tag;

        Asset(String type, byte[] content) {
            this.type = type;
            this.content = content;
            this.tag =
                    "\""
                            + Integer.toHexString(Arrays.hashCode(content))
                            + "-"
                            + content.length
                            + "\"";
        }
    }

    Assets() {
        load(PAGE);
        PARTS.forEach(this::load);
    }

    private void load(String name) {
        try (var in = Assets.class.getResourceAsStream(name)) {
            if (in == null) throw new IllegalStateException("not in the jar: " + name);
            var type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
            if (type == null) throw new IllegalStateException("of no known type: " + name);
            assets.put(name, new Asset(type, in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void register(RoutesConfig routes) {
        routes.get("/", request -> answer(request, PAGE));
        routes.get("/incidents/{id}", request -> answer(request, PAGE));
        for (var name : PARTS) routes.get("/assets/" + name, request -> answer(request, name));
    }

    /// Browsers ask each time whether it is still the same, since an upgrade changes it.
    private void answer(Context request, String name) {
        var asset = assets.get(name);
        if (asset == null) throw Problem.notFound("There is nothing at this address.");
        request.header("Cache-Control", "no-cache").header("ETag", asset.tag);
        if (asset.tag.equals(request.header("If-None-Match"))) request.status(304);
        else request.contentType(asset.type).result(asset.content);
    }
}
