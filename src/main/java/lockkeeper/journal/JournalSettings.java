package lockkeeper.journal;

import lockkeeper.setting.Checks;

import java.nio.file.Path;

/// Where the record is kept.
///
/// @param path the folder; a relative one starts where the daemon does
public record JournalSettings(Path path) {
    public static final JournalSettings DEFAULTS = new JournalSettings(Path.of("journal"));

    public JournalSettings {
        new Checks("journal")
                .that(!path.toString().isEmpty(), "path", "must be the path of a folder")
                .done();
    }
}
