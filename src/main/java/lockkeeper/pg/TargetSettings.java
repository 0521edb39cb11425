package lockkeeper.pg;

import lockkeeper.setting.Checks;
import lockkeeper.setting.Secret;

import org.jspecify.annotations.Nullable;

import java.util.regex.Pattern;

/// One server and how to log in to it.
///
/// @param name what we call it
/// @param url of a quiet maintenance database; without user and password, which belong below
/// @param password null: none is needed, or the driver finds it in `~/.pgpass`
public record TargetSettings(String name, String url, String user, @Nullable Secret password) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    private static final String HOST = "(?:[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.%]+])(?::\\d{1,5})?";
    private static final Pattern URL =
            Pattern.compile(
                    "jdbc:postgresql://"
                            + HOST
                            + "(?:,"
                            + HOST
                            + ")*(?:/[^?#\\s]*)?(?:\\?(\\S*))?");
    private static final Pattern LOGIN =
            Pattern.compile("(?:^|&)(?:user|password)=", Pattern.CASE_INSENSITIVE);

    public TargetSettings {
        new Checks("target")
                .that(
                        NAME.matcher(name).matches(),
                        "name",
                        "must be letters, digits, dots, dashes and underscores",
                        name)
                .that(
                        URL.matcher(url).matches(),
                        "url",
                        "must look like jdbc:postgresql://host:5432/postgres")
                .that(
                        !hasLogin(url),
                        "url",
                        "must not contain user or password; they have keys of their own")
                .that(!user.isBlank(), "user", "must be the name of a role")
                .done();
    }

    private static boolean hasLogin(String url) {
        var parts = URL.matcher(url);
        return parts.matches() && parts.group(1) != null && LOGIN.matcher(parts.group(1)).find();
    }
}
