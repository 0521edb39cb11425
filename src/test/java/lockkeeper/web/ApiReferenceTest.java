package lockkeeper.web;

import static org.assertj.core.api.Assertions.assertThat;

import lockkeeper.incident.IncidentView;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// `docs/reference.md` has every field of the JSON that programs rely on, and every path.
class ApiReferenceTest {
    private static final Path PAGE = Path.of("docs/reference.md");
    private static final Pattern ROUTE =
            Pattern.compile(
                    "routes\\.(get|post|delete)\\(\\s*(PATH \\+ )?\"(?!/assets/)([^\"]+)\"");

    @ParameterizedTest
    @ValueSource(
            classes = {
                GraphView.class,
                Api.WholeIncident.class,
                IncidentView.class,
                DeployView.class,
                TargetView.class,
                History.View.class,
                WhatIf.class,
                Readiness.View.class,
                EventStream.IncidentEvent.class,
                EventStream.ActionEvent.class,
                Sessions.Answer.class,
                Sessions.Body.class,
                Circuits.Answer.class,
                Problem.View.class
            })
    void everyFieldIsNamed(Class<?> view) throws IOException {
        var fields = new TreeSet<String>();
        collect(view, fields);
        var page = Files.readString(PAGE);
        assertThat(fields).isNotEmpty();
        assertThat(fields)
                .allSatisfy(field -> assertThat(page).containsPattern("`" + field + "[`:]"));
    }

    private static void collect(Class<?> view, Set<String> fields) {
        for (var part : view.getRecordComponents()) {
            var type = part.getType();
            if (part.getGenericType() instanceof ParameterizedType list
                    && list.getActualTypeArguments()[0] instanceof Class<?> element) type = element;
            // what is unwrapped has no name of its own
            if (part.getAccessor().getAnnotations().length == 0)
                fields.add(part.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT));
            if (type.isRecord()) collect(type, fields);
        }
    }

    @Test
    void everyPathIsNamed() throws IOException {
        var page = Files.readString(PAGE);
        var found = 0;
        try (var sources = Files.list(Path.of("src/main/java/lockkeeper/web"))) {
            for (var source : sources.toList()) {
                var route = ROUTE.matcher(Files.readString(source));
                while (route.find()) {
                    found++;
                    var path = (route.group(2) == null ? "" : "/api/v1/deploys") + route.group(3);
                    assertThat(page)
                            .containsPattern(
                                    "`%s %s[?`]"
                                            .formatted(
                                                    route.group(1).toUpperCase(Locale.ROOT),
                                                    Pattern.quote(path)));
                }
            }
        }
        assertThat(found).isGreaterThan(12);
    }
}
