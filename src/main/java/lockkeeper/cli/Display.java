package lockkeeper.cli;

import java.time.Duration;
import java.util.List;

/// Where the live tree is drawn, over and over, and who watches presses keys.
interface Display {
    int NO_KEY = 0;
    int NOBODY_THERE = -1;

    Screen screen();

    /// Shows these lines in place of those before.
    void show(List<Line> lines);

    /// The next key; [#NO_KEY] after that time without one, [#NOBODY_THERE] once there are no more.
    int key(Duration longest);
}
