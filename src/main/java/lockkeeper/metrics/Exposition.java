package lockkeeper.metrics;

import org.jspecify.annotations.Nullable;

/// Which of the two text formats a scraper gets.
enum Exposition {
    PROMETHEUS("text/plain; version=0.0.4; charset=utf-8"),
    OPEN_METRICS("application/openmetrics-text; version=1.0.0; charset=utf-8");

    private final String contentType;

    Exposition(String contentType) {
        this.contentType = contentType;
    }

    String contentType() {
        return contentType;
    }

    /// OpenMetrics for whoever asks for it and likes it no less than plain text.
    static Exposition of(@Nullable String accept) {
        if (accept == null) return PROMETHEUS;
        var open = quality(accept, "application/openmetrics-text");
        return open > 0 && open >= quality(accept, "text/plain") ? OPEN_METRICS : PROMETHEUS;
    }

    private static double quality(String accept, String type) {
        var best = 0.0;
        for (var range : accept.split(",", 50)) {
            var parts = range.split(";", 20);
            if (parts[0].strip().equalsIgnoreCase(type)) best = Math.max(best, quality(parts));
        }
        return best;
    }

    private static double quality(String[] parameters) {
        for (var parameter : parameters)
            if (parameter.strip().matches("[qQ]=[01](\\.\\d{0,3})?"))
                return Double.parseDouble(parameter.strip().substring(2));
        return 1;
    }
}
