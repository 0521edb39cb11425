package lockkeeper.exec;

import lockkeeper.setting.Checks;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// When a command that was stopped is run again.
///
/// @param retries how often at most; 0: never
/// @param deadline after this time since the start no further attempt is begun
/// @param what which attempts may be repeated without asking
/// @param before a shell command that mends what the stopped attempt left behind; null: none
public record RetrySettings(int retries, Duration deadline, What what, @Nullable String before) {
    /// What may be run again.
    public enum What {
        /// What was stopped inside a transaction that had begun before the stopped statement.
        TRANSACTIONS,
        /// Whatever was stopped: the caller says that the command may be run again at any time.
        ALWAYS
    }

    public RetrySettings {
        new Checks("exec")
                .between(0, 1000, "retries", retries)
                .between(Duration.ZERO, Duration.ofHours(24), "deadline", deadline)
                .done();
    }
}
