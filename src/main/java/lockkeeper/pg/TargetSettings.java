package lockkeeper.pg;

import lockkeeper.setting.Checks;
import lockkeeper.setting.Secret;

import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

import java.util.Properties;
import java.util.regex.MatchResult;
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
                    "jdbc:postgresql://("
                            + HOST
                            + "(?:,"
                            + HOST
                            + ")*)(?:/[^?#\\s]*)?(?:\\?(\\S*))?");
    private static final Pattern PORT = Pattern.compile(":(\\d{1,5})(?=,|$)");
    private static final Pattern LOGIN =
            Pattern.compile("(?:^|&)(?:user|password)=", Pattern.CASE_INSENSITIVE);
    private static final Pattern KEY_PASSWORD =
            Pattern.compile("(?:^|&)sslpassword=", Pattern.CASE_INSENSITIVE);

    public TargetSettings {
        new Checks("target")
                .that(
                        NAME.matcher(name).matches(),
                        "name",
                        "must be letters, digits, dots, dashes and underscores",
                        name)
                .that(
                        isKnownToTheDriver(url),
                        "url",
                        "must look like jdbc:postgresql://host:5432/postgres")
                .that(
                        !has(LOGIN, url),
                        "url",
                        "must not contain user or password; they have keys of their own")
                .that(
                        !has(KEY_PASSWORD, url),
                        "url",
                        "must not contain sslpassword; give a key without one, that only we can"
                                + " read")
                .that(!user.isBlank(), "user", "must be the name of a role")
                .done();
    }

    /// What the driver cannot read it would repeat in its error, and in a warning.
    private static boolean isKnownToTheDriver(String url) {
        var parts = URL.matcher(url);
        return parts.matches()
                && PORT.matcher(parts.group(1)).results().allMatch(TargetSettings::isPort)
                && Driver.parseURL(url, new Properties()) != null;
    }

    private static boolean isPort(MatchResult port) {
        var number = Integer.parseInt(port.group(1));
        return number >= 1 && number <= 65535;
    }

    private static boolean has(Pattern option, String url) {
        var parts = URL.matcher(url);
        return parts.matches() && parts.group(2) != null && option.matcher(parts.group(2)).find();
    }
}
