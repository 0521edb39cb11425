package lockkeeper.cli;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Deploy windows, as the daemon tells them, for people and programs.
final class DeployText {
    private static final JsonMapper MAPPER = new JsonMapper();

    private DeployText() {}

    static String json(JsonNode node) {
        return Visible.json(MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(node));
    }

    /// The window of this id, else the open ones of this name, else the last of this name.
    static List<JsonNode> find(JsonNode all, String which) throws DaemonFailed {
        var named = new ArrayList<JsonNode>();
        for (var deploy : all) {
            if (text(deploy, "id").equals(which)) return List.of(deploy);
            if (text(deploy, "name").equals(which)) named.add(deploy);
        }
        if (named.isEmpty())
            throw new DaemonFailed("the daemon knows no deploy window '" + which + "'");
        var open = named.stream().filter(DeployText::isOpen).toList();
        return open.isEmpty() ? List.of(named.getFirst()) : open;
    }

    /// Prints what became of them; answers the exit code of the worst.
    static int print(List<JsonNode> deploys, boolean asJson, PrintWriter out) {
        var worst = Cli.OK;
        for (var deploy : deploys) {
            worst = Math.max(worst, code(deploy));
            if (asJson) out.println(json(deploy));
            else printOne(deploy, out);
        }
        out.flush();
        return worst;
    }

    private static int code(JsonNode deploy) {
        return switch (text(deploy, "verdict")) {
            case "clean" -> Cli.OK;
            case "waited" -> DeployCommand.WAITED;
            case "guard acted" -> DeployCommand.GUARD_ACTED;
            default -> Cli.FAILED;
        };
    }

    private static void printOne(JsonNode deploy, PrintWriter out) {
        out.println(line(deploy));
        for (var incident : deploy.path("incidents"))
            out.println("  incident " + Visible.line(incident.asString("")));
        var suggestion = text(deploy, "suggestion");
        if (!suggestion.isEmpty()) out.println("  " + Visible.line(suggestion));
    }

    static String line(JsonNode deploy) {
        var target = text(deploy, "target");
        return Visible.line(
                "%s  %s  guard %s on %s  %s: %s"
                        .formatted(
                                text(deploy, "id"),
                                when(deploy),
                                text(deploy, "guard"),
                                target.isEmpty() ? "all" : target,
                                text(deploy, "name"),
                                verdict(deploy)));
    }

    private static String when(JsonNode deploy) {
        return isOpen(deploy)
                ? "open until " + second(deploy, "closes_at")
                : "closed at " + second(deploy, "closed_at");
    }

    private static String second(JsonNode deploy, String key) {
        return text(deploy, key).replaceFirst("\\.\\d+Z$", "Z");
    }

    private static String verdict(JsonNode deploy) {
        var verdict = text(deploy, "verdict") + (isOpen(deploy) ? " so far" : "");
        var incidents = deploy.path("incidents").size();
        return incidents == 0
                ? verdict
                : String.format(
                        Locale.ROOT,
                        "%s, %d %s, %.1f session-seconds blocked",
                        verdict,
                        incidents,
                        incidents == 1 ? "incident" : "incidents",
                        deploy.path("blocked_session_seconds").asDouble(0));
    }

    private static boolean isOpen(JsonNode deploy) {
        return text(deploy, "state").equals("open");
    }

    private static String text(JsonNode deploy, String key) {
        return deploy.path(key).asString("");
    }
}
