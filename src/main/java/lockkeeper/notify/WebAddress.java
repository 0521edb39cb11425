package lockkeeper.notify;

import lockkeeper.setting.Checks;

import java.net.URI;
import java.net.URISyntaxException;

/// Whether a text is an address that can be posted to.
final class WebAddress {
    private WebAddress() {}

    static void check(String section, String url) {
        new Checks(section).that(isWeb(url), "url", "must be an http or https address").done();
    }

    private static boolean isWeb(String url) {
        try {
            var uri = new URI(url);
            var scheme = String.valueOf(uri.getScheme());
            return uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && (scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https"));
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
