package lockkeeper.cli;

import lockkeeper.guard.Filter;
import lockkeeper.guard.GuardSettings;
import lockkeeper.guard.NamePattern;
import lockkeeper.setting.DurationText;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The values of a guard as one line, by their keys.
record GuardLine(GuardSettings guard) {
    @Override
    public String toString() {
        var words = new ArrayList<String>();
        words.add("mode=" + guard.mode().name().toLowerCase(Locale.ROOT));
        words.add("queued=" + guard.queued());
        words.add("sustained=" + DurationText.of(guard.sustained()));
        words.add(
                "budget="
                        + BigDecimal.valueOf(guard.budget().toMillis(), 3)
                                .stripTrailingZeros()
                                .toPlainString());
        words.add("holders=" + guard.holders());
        words.add("action=" + guard.action().name().toLowerCase(Locale.ROOT));
        words.add("terminate_after=" + DurationText.of(guard.terminateAfter()));
        words.add("cooldown=" + DurationText.of(guard.cooldown()));
        words.add("max_actions=" + guard.maxActions());
        words.add("per=" + DurationText.of(guard.per()));
        add(words, "protect", guard.protect(), false);
        add(words, "only", guard.only(), true);
        if (guard.killSwitch() != null) words.add("kill_switch=" + guard.killSwitch());
        return String.join(" ", words);
    }

    private static void add(List<String> words, String key, Filter filter, boolean evenEmpty) {
        add(words, key + ".users", filter.users(), evenEmpty);
        add(words, key + ".applications", filter.applications(), evenEmpty);
        add(words, key + ".databases", filter.databases(), evenEmpty);
        add(words, key + ".relations", filter.relations(), evenEmpty);
        add(words, key + ".commands", filter.commands(), evenEmpty);
    }

    private static void add(
            List<String> words,
            String key,
            @Nullable List<NamePattern> patterns,
            boolean evenEmpty) {
        if (patterns != null && (evenEmpty || !patterns.isEmpty())) words.add(key + "=" + patterns);
    }
}
