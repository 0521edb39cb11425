package lockkeeper.web;

import lockkeeper.deploy.Deploy;
import lockkeeper.deploy.DeployRequest;
import lockkeeper.guard.Filter;
import lockkeeper.guard.GuardMode;
import lockkeeper.watch.CatalogFacts;
import lockkeeper.watch.Leftover;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Tests that look at the page in a real browser, over servers that exist only here.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Looking {
    static final String SENTENCE =
            "50 sessions wait for public.users. They stand behind ALTER TABLE (pid 8891, flyway,"
                    + " user deploy, 9.0 s), which itself waits for a SELECT (pid 8702, metabase,"
                    + " user analyst, 4 min). The SELECT alone blocks nobody. Ending the ALTER"
                    + " TABLE frees all 50 at once.";

    Browser browser;
    Stage stage;

    @BeforeAll
    void openBrowser() throws Exception {
        browser = new Browser();
    }

    @AfterAll
    void closeBrowser() throws Exception {
        if (browser != null) browser.close();
    }

    @BeforeEach
    void start() throws Exception {
        stage = new Stage().withToken();
        stage.now = Instant.now();
        stage.target("main").target("reports").start();
        stage.sees("reports", PageScene.quiet(stage.now));
        browser.noPhone().size(1280, 1000).theme("light");
        browser.complaints();
    }

    @AfterEach
    void close() {
        stage.close();
    }

    void pileUp(int crowd) {
        stage.now = Instant.now();
        stage.sees(PageScene.pileUp(stage.now, crowd));
    }

    Deploy openWindow() throws Exception {
        return stage.deploys.open(
                new DeployRequest(
                        "<b>release 1</b>",
                        Duration.ofMinutes(5),
                        GuardMode.ENFORCE,
                        "main",
                        Filter.NONE,
                        false));
    }

    static CatalogFacts leftovers(String name) {
        var drop = "DROP INDEX CONCURRENTLY " + name + ";";
        var leftover = new Leftover(Leftover.Kind.INDEX, "public", name, "public.users", drop);
        return new CatalogFacts("shop", 1, 0, List.of(leftover));
    }
}
