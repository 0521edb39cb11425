package lockkeeper.web;

import lockkeeper.deploy.DeployRequest;
import lockkeeper.deploy.DeployWindow;
import lockkeeper.guard.Filter;
import lockkeeper.guard.GuardMode;
import lockkeeper.guard.NamePattern;
import lockkeeper.incident.IncidentView;
import lockkeeper.setting.DurationText;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/// What somebody sends to open a window. Says everything that is wrong with it at once.
final class DeployBody {
    private static final List<String> KEYS =
            List.of("name", "ttl", "guard", "target", "only", "sessions");
    private static final List<String> KINDS =
            List.of("users", "applications", "databases", "relations", "commands");
    private static final int MOST_PATTERNS = 50;
    private static final int LONGEST_PATTERN = 200;

    private final JsonNode body;
    private final List<String> complaints = new ArrayList<>();

    DeployBody(JsonNode body) {
        this.body = body;
    }

    /// @throws Problem if anything is wrong
    DeployRequest request() {
        if (!body.isObject()) throw Problem.badRequest("The body must be a JSON object.");
        onlyKnown("", body, KEYS);
        var name = name();
        var ttl = ttl();
        var guard = guard();
        var target = text("target");
        var only = only();
        var newSessions = newSessions();
        if (name == null || ttl == null || !complaints.isEmpty())
            throw Problem.badRequest(String.join(" ", complaints));
        return new DeployRequest(name, ttl, guard, target, only, newSessions);
    }

    private void onlyKnown(String prefix, JsonNode object, List<String> known) {
        for (var key : object.propertyNames())
            if (!known.contains(key))
                complain(
                        "%s%s is unknown; known are: %s."
                                .formatted(prefix, shown(key), String.join(", ", known)));
    }

    private @Nullable String name() {
        var name = text("name");
        if (name != null && DeployWindow.isName(name)) return name;
        complain(
                "name must be a text of 1 to %d visible characters."
                        .formatted(DeployWindow.LONGEST_NAME));
        return null;
    }

    private @Nullable Duration ttl() {
        var text = text("ttl");
        var ttl = text == null ? null : DurationText.parse(text);
        if (ttl != null && DeployWindow.isTtl(ttl)) return ttl;
        complain(
                "ttl must be a duration from %s to %s such as 30m%s."
                        .formatted(
                                DurationText.of(DeployWindow.SHORTEST),
                                DurationText.of(DeployWindow.LONGEST),
                                text == null ? "" : ", got " + shown(text)));
        return null;
    }

    private GuardMode guard() {
        var text = text("guard");
        if (text == null) return GuardMode.ENFORCE;
        for (var mode : GuardMode.values()) if (IncidentView.word(mode).equals(text)) return mode;
        complain("guard must be off, observe or enforce, got %s.".formatted(shown(text)));
        return GuardMode.ENFORCE;
    }

    private boolean newSessions() {
        var text = text("sessions");
        if (text != null && !text.equals("all") && !text.equals("new"))
            complain("sessions must be all or new, got %s.".formatted(shown(text)));
        return "new".equals(text);
    }

    private Filter only() {
        var given = body.path("only");
        if (given.isMissingNode() || given.isNull()) return Filter.NONE;
        if (!given.isObject()) {
            complain("only must be an object with lists of regular expressions.");
            return Filter.NONE;
        }
        onlyKnown("only.", given, KINDS);
        return new Filter(
                patterns(given, "users"),
                patterns(given, "applications"),
                patterns(given, "databases"),
                patterns(given, "relations"),
                patterns(given, "commands"));
    }

    private @Nullable List<NamePattern> patterns(JsonNode given, String kind) {
        var list = given.path(kind);
        if (list.isMissingNode() || list.isNull()) return null;
        var patterns = new ArrayList<NamePattern>();
        if (list.isArray() && list.size() <= MOST_PATTERNS)
            for (var item : list) if (item.isString()) add(item.stringValue(), patterns);
        if (!list.isArray() || patterns.size() != list.size())
            complain(
                    "only.%s must be a list of at most %d regular expressions of up to %d characters."
                            .formatted(kind, MOST_PATTERNS, LONGEST_PATTERN));
        return patterns;
    }

    private static void add(String text, List<NamePattern> patterns) {
        if (text.length() > LONGEST_PATTERN) return;
        try {
            patterns.add(new NamePattern(text));
        } catch (PatternSyntaxException e) {
            // is missed, and said, by the caller
        }
    }

    /// The text of a key; null where it is not given.
    private @Nullable String text(String key) {
        var value = body.path(key);
        if (value.isMissingNode() || value.isNull()) return null;
        if (value.isString()) return value.stringValue();
        complain("%s must be a text.".formatted(key));
        return null;
    }

    private static String shown(String text) {
        var cut = text.length() > 40 ? text.substring(0, 40) + "…" : text;
        return "'" + cut + "'";
    }

    private void complain(String sentence) {
        complaints.add(sentence);
    }
}
