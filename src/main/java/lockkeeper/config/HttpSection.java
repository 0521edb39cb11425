package lockkeeper.config;

import lockkeeper.setting.Secret;
import lockkeeper.web.HttpSettings;
import lockkeeper.web.Listen;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.util.List;

/// Reads `http`.
final class HttpSection {
    private final Section section;

    HttpSection(Section section) {
        this.section = section;
    }

    /// @param listen overrides the file; null: it does not
    HttpSettings read(@Nullable Listen listen) {
        var written = section.get("listen", Kind.LISTEN, HttpSettings.DEFAULTS.listen());
        var token = section.get("token", Kind.TEXT, "");
        var hosts = section.list("hosts", Kind.TEXT);
        var publicUrl = section.get("public_url", Kind.ADDRESS, URI.create(""));
        var quit = section.get("quit", Kind.FLAG, false);
        section.end();
        return section.build(
                        () ->
                                new HttpSettings(
                                        listen == null ? written : listen,
                                        token.isEmpty() ? null : new Secret(token),
                                        hosts == null ? List.of() : hosts,
                                        publicUrl.toString().isEmpty() ? null : publicUrl,
                                        quit))
                .orElse(HttpSettings.DEFAULTS);
    }
}
