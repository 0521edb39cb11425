package lockkeeper.notify;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

import lockkeeper.incident.Incident;
import lockkeeper.incident.IncidentView;
import lockkeeper.incident.IncidentView.ActionView;
import lockkeeper.incident.News;
import lockkeeper.setting.Secret;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// For programs: the incident as JSON, one message for each event, signed where a secret is set.
final class WebhookFormat implements Format {
    private static final String SIGNATURE = "X-Lockkeeper-Signature";

    private final JsonMapper json =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .build();
    private final @Nullable Secret secret;

    WebhookFormat(@Nullable Secret secret) {
        this.secret = secret;
    }

    /// @param event `opened`, `acted`, `grew` or `ended`
    /// @param action what the guard did, with `acted`
    record IncidentEvent(
            String event, @JsonUnwrapped IncidentView incident, @Nullable ActionView action) {}

    /// @param event `trouble`
    record TroubleEvent(String event, String target, String key, String sentence, boolean over) {}

    /// @param event `test`
    record TestEvent(String event, String sentence) {}

    @Override
    public String channel() {
        return "webhook";
    }

    @Override
    public boolean wantsUpdates() {
        return true;
    }

    @Override
    public int many() {
        return Integer.MAX_VALUE;
    }

    @Override
    public Parcel pack(List<News> news) {
        return signed(event(news.getFirst()));
    }

    @Override
    public Parcel test() {
        return signed(new TestEvent("test", SlackFormat.TEST));
    }

    private static Object event(News news) {
        return switch (news) {
            case News.Opened(var incident) -> event("opened", incident, null);
            case News.Grew(var incident) -> event("grew", incident, null);
            case News.Ended(var incident) -> event("ended", incident, null);
            case News.Acted(var incident, var action) ->
                    event("acted", incident, ActionView.of(action));
            case News.Trouble(var target, var key, var sentence, var over) ->
                    new TroubleEvent("trouble", target, key, sentence, over);
        };
    }

    private static IncidentEvent event(
            String event, Incident incident, @Nullable ActionView action) {
        return new IncidentEvent(event, IncidentView.of(incident).masked(), action);
    }

    private Parcel signed(Object event) {
        var body = json.writeValueAsBytes(event);
        return new Parcel(
                secret == null ? Map.of() : Map.of(SIGNATURE, "sha256=" + hmac(secret, body)),
                body);
    }

    private static String hmac(Secret secret, byte[] body) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.reveal().getBytes(UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }
}
