package lockkeeper.web;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/// How our view records look as JSON: names in snake case, instants in UTC with microseconds.
final class Json {
    static final String TYPE = "application/json";

    private static final DateTimeFormatter MICROSECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final JsonMapper mapper =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .addModule(new SimpleModule().addSerializer(new InstantSerializer()))
                    .build();

    byte[] bytes(Object view) {
        return mapper.writeValueAsBytes(view);
    }

    /// @throws Problem if it is not such a document
    <T> T read(byte[] body, Class<T> type) {
        try {
            var value = mapper.readValue(body, type);
            if (value != null) return value;
        } catch (JacksonException e) {
            throw Problem.badRequest("The body is not the JSON object that is expected here.");
        }
        throw Problem.badRequest("The body must be a JSON object.");
    }

    /// @throws Problem if it is no JSON
    JsonNode read(byte[] body) {
        return read(body, JsonNode.class);
    }

    private static final class InstantSerializer extends StdSerializer<Instant> {
        InstantSerializer() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant at, JsonGenerator json, SerializationContext context) {
            json.writeString(MICROSECONDS.format(at));
        }
    }
}
