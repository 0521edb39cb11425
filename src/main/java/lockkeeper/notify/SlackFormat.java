package lockkeeper.notify;

import lockkeeper.incident.Incident;
import lockkeeper.incident.News;
import lockkeeper.lock.BackendId;
import lockkeeper.statement.MaskedText;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.json.JsonMapper;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// For people: the sentence, the facts, the advice as code, and a link to the page.
///
/// Whatever comes from a database stands in plain text blocks, in which nothing is markup; only the
/// advice and the text of the notification are mrkdwn, and escaped.
final class SlackFormat implements Format {
    static final String TEST = "This is a test of Lockkeeper: its alerts arrive here.";

    /// Slack refuses a text with more than 3000 characters and a field with more than 2000, for
    /// good.
    private static final int LONGEST = 2900;

    private static final int LONGEST_FIELD = 400;
    private static final int MOST_SENTENCES = 10;

    private final JsonMapper json = JsonMapper.shared();
    private final @Nullable URI publicUrl;

    SlackFormat(@Nullable URI publicUrl) {
        this.publicUrl = publicUrl;
    }

    @Override
    public String channel() {
        return "slack";
    }

    @Override
    public boolean wantsUpdates() {
        return false;
    }

    @Override
    public int many() {
        return 4;
    }

    @Override
    public Parcel pack(List<News> news) {
        return news.size() == 1 ? one(news.getFirst()) : digest(news);
    }

    @Override
    public Parcel test() {
        return message(TEST, List.of(plain(TEST)));
    }

    private Parcel one(News news) {
        var sentence = Words.of(news);
        var blocks = new ArrayList<Object>();
        blocks.add(plain(sentence));
        if (news instanceof News.Trouble trouble)
            blocks.add(fields(List.of("Server: " + trouble.target())));
        var incident = incident(news);
        if (incident != null) describe(incident, blocks);
        return message(sentence, blocks);
    }

    private static @Nullable Incident incident(News news) {
        return switch (news) {
            case News.Opened(var incident) -> incident;
            case News.Grew(var incident) -> incident;
            case News.Ended(var incident) -> incident;
            case News.Acted(var incident, _) -> incident;
            case News.Trouble _ -> null;
        };
    }

    private void describe(Incident incident, List<Object> blocks) {
        blocks.add(fields(facts(incident)));
        if (incident.advice() != null) blocks.add(code(incident.advice()));
        if (publicUrl != null) blocks.add(link(publicUrl, incident.id()));
    }

    private static List<String> facts(Incident incident) {
        var facts = new ArrayList<String>();
        facts.add("Server: " + incident.target());
        if (incident.database() != null) facts.add("Database: " + incident.database());
        if (incident.relation() != null) facts.add("Waited for: " + incident.relation());
        facts.add("Waiting: " + incident.waiting() + ", at most " + incident.peakWaiting());
        if (incident.deploy() != null) facts.add("Deploy: " + incident.deploy());
        incident.blockers().stream().limit(3).map(SlackFormat::fact).forEach(facts::add);
        return facts;
    }

    private static String fact(Incident.Blocker blocker) {
        if (!(blocker.owner() instanceof BackendId)) return blocker.command();
        return blocker.command()
                + ", pid "
                + blocker.owner().pid()
                + (blocker.user() == null ? "" : ", " + blocker.user())
                + (blocker.application().isEmpty() ? "" : ", " + blocker.application())
                + (blocker.query() == null ? "" : ": " + MaskedText.mask(blocker.query()));
    }

    /// Many news in one message, so that a storm does not become a second one.
    private Parcel digest(List<News> news) {
        var blocks = new ArrayList<Object>();
        var sentence = news.size() + " messages at once:";
        blocks.add(plain(sentence));
        news.stream()
                .limit(MOST_SENTENCES)
                .map(one -> plain(cut(Words.of(one), LONGEST_FIELD)))
                .forEach(blocks::add);
        if (news.size() > MOST_SENTENCES)
            blocks.add(plain("and " + (news.size() - MOST_SENTENCES) + " more."));
        return message(sentence, blocks);
    }

    private Parcel message(String text, List<Object> blocks) {
        var body = Map.of("text", escaped(visible(text), LONGEST), "blocks", blocks);
        return new Parcel(Map.of(), json.writeValueAsBytes(body));
    }

    private static Object plain(String text) {
        return Map.of("type", "section", "text", plainText(text, LONGEST));
    }

    private static Object fields(List<String> facts) {
        return Map.of(
                "type",
                "section",
                "fields",
                facts.stream().map(fact -> plainText(fact, LONGEST_FIELD)).toList());
    }

    private static Object plainText(String text, int longest) {
        return Map.of("type", "plain_text", "emoji", false, "text", cut(visible(text), longest));
    }

    private static Object code(String advice) {
        var text = escaped(visible(advice).replace("```", "'''"), LONGEST);
        var block = Map.of("type", "mrkdwn", "verbatim", true, "text", "```\n" + text + "\n```");
        return Map.of("type", "section", "text", block);
    }

    private static Object link(URI page, String id) {
        var base = page.toString().replaceAll("/+$", "");
        var button =
                Map.of(
                        "type",
                        "button",
                        "text",
                        plainText("Open in Lockkeeper", LONGEST_FIELD),
                        "url",
                        base + "/incidents/" + id);
        return Map.of("type", "actions", "elements", List.of(button));
    }

    /// The three characters that mean something to Slack everywhere. It counts them as they are
    /// sent, so the cut comes last, and leaves no half of one.
    private static String escaped(String text, int longest) {
        var escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        return cut(escaped, longest).replaceFirst("&[a-z]*…$", "…");
    }

    private static String visible(String text) {
        return text.replaceAll("[\\p{C}&&[^\\n]]", "?");
    }

    private static String cut(String text, int longest) {
        if (text.length() <= longest) return text;
        var end = Character.isHighSurrogate(text.charAt(longest - 2)) ? longest - 2 : longest - 1;
        return text.substring(0, end) + "…";
    }
}
