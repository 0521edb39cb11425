package lockkeeper.cli;

import lockkeeper.pg.CatalogCheckup;
import lockkeeper.pg.LoginFailed;
import lockkeeper.pg.TargetSettings;
import lockkeeper.watch.CatalogFacts;
import lockkeeper.watch.Leftover;

import java.util.ArrayList;
import java.util.List;

/// What ended CONCURRENTLY commands have left in the databases of a server, and what clears it.
record LeftoverFindings(TargetSettings target) {
    private static final String WHAT = "leftovers";
    private static final int MOST = 20;

    List<Finding> all() {
        try {
            return of(new CatalogCheckup(target).examine());
        } catch (LoginFailed e) {
            return List.of(); // said already, with what mends it
        }
    }

    private List<Finding> of(CatalogCheckup.Result result) {
        var findings = new ArrayList<Finding>();
        for (var facts : result.facts())
            for (var leftover : facts.leftovers()) findings.add(finding(facts, leftover));
        if (findings.isEmpty()) findings.add(none(result));
        return findings.subList(0, Math.min(findings.size(), MOST));
    }

    private Finding finding(CatalogFacts facts, Leftover leftover) {
        return Finding.warn(
                target.name(),
                WHAT,
                "in database %s: %s".formatted(facts.database(), described(leftover)),
                leftover.cleanUp());
    }

    private static String described(Leftover leftover) {
        var name = leftover.schema() + "." + leftover.name();
        return switch (leftover.kind()) {
            case INDEX -> "index %s on %s is not valid".formatted(name, leftover.table());
            case REINDEX ->
                    "index %s on %s is what a REINDEX CONCURRENTLY left"
                            .formatted(name, leftover.table());
            case PARTITION ->
                    "partition %s of %s is half detached".formatted(name, leftover.table());
        };
    }

    private Finding none(CatalogCheckup.Result result) {
        var read = "none in %d databases".formatted(result.facts().size());
        return Finding.ok(
                target.name(),
                WHAT,
                result.unread().isEmpty()
                        ? read
                        : read + "; not read: " + String.join(", ", result.unread()));
    }
}
