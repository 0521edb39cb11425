package lockkeeper.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import lockkeeper.guard.Action;
import lockkeeper.incident.News;
import lockkeeper.watch.ServerFacts;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// The page in a real browser. Leaves screenshots of its main states in `target/screenshots`.
@Order(1)
class PageIT extends Looking {
    private static final String HOSTILE =
            "<img src=x onerror=\"window.hacked=1\"><script>window.hacked=1</script>'\"&amp;"
                    + "</pre></title>javascript:window.hacked=1 \u202Eevil\u0000\u0007";

    @Test
    void aPileUpIsToldInASentenceAndDrawnAsAQueue() throws Exception {
        stage.incidents.add(PastIncident.pileUp("main", stage.now.minusSeconds(400)));
        for (var ago = 600; ago > 9; ago--)
            stage.sees(PageScene.quiet(stage.now.minusSeconds(ago)));
        for (var ago = 9; ago > 0; ago--)
            stage.sees(PageScene.pileUp(stage.now.minusSeconds(ago), 50 - 5 * ago));
        pileUp(50);
        browser.open(stage, "/?target=main");

        browser.sees("h1.sentence", SENTENCE);
        assertThat(browser.textOf(".lock")).isEqualTo("relation public.users in app");
        assertThat(browser.textOf(".station.holds .session"))
                .contains("HOLDS THE LOCK", "SELECT", "pid 8702 · metabase · user analyst")
                .contains("ACCESS SHARE", "4 min")
                .doesNotContain("Ending it");
        assertThat(browser.textOf(".station.first:not(.soft) .session.ddl"))
                .contains("FIRST IN LINE", "ALTER TABLE", "ACCESS EXCLUSIVE", "Ending it frees 50");
        assertThat(browser.textOf(".station.soft .crowd"))
                .contains("50 wait behind", "33 × ACCESS SHARE", "17 × ROW EXCLUSIVE");
        assertThat(browser.all(".pegs i")).hasSize(50);
        assertThat(browser.textOf(".facts-line")).contains("Guard observes", "PostgreSQL 17.11");
        assertThat(browser.title()).isEqualTo("(51) Lockkeeper");
        assertThat(browser.complaints()).isEmpty();
        browser.screenshot("pile-up-light");
        browser.theme("dark").screenshot("pile-up-dark");
    }

    @Test
    void thePageFollowsWhatHappens() throws Exception {
        stage.sees(PageScene.quiet(stage.now));
        browser.open(stage, "/?target=main");
        browser.sees("h1.sentence", "All is well: nobody waits for a lock.");
        browser.sees(".situation", "Quiet for");
        browser.sees("#connection", "live");
        browser.screenshot("quiet");

        pileUp(50);
        browser.sees("h1.sentence", SENTENCE);
        browser.sees(".target[aria-current] .badge", "51");
        stage.feed.tell(new News.Ended(PastIncident.pileUp("main")));
        browser.sees(".incident", "ended by the guard");

        stage.now = Instant.now();
        stage.sees(PageScene.quiet(stage.now));
        browser.sees("h1.sentence", "All is well");
        assertThat(browser.all(".queue")).isEmpty();
        assertThat(browser.title()).isEqualTo("Lockkeeper");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void whatHappenedWhileTheConnectionWasLostIsShownOnceItIsBack() throws Exception {
        stage.sees(PageScene.quiet(stage.now));
        browser.open(stage, "/?target=main");
        browser.sees("#connection", "live");
        browser.sees("main", "None so far.");
        var port = stage.port();
        stage.close();
        browser.sees("#connection", "not connected");

        stage = new Stage().withPort(port);
        stage.now = Instant.now();
        stage.target("main").target("reports").start();
        stage.incidents.add(PastIncident.pileUp("main"));
        stage.sees(PageScene.quiet(stage.now));
        browser.sees("#connection", "live");
        browser.sees(".incident", "ended by the guard");
    }

    @Test
    void deployWindowsAreListedAndMarkedOnTheChart() throws Exception {
        stage.sees(PageScene.quiet(stage.now));
        browser.open(stage, "/?target=main");
        browser.sees("#connection", "live");
        assertThat(browser.all("svg .window")).isEmpty();

        var opened = openWindow();
        browser.sees(".deploy", "<b>release 1</b>");
        browser.sees(".deploy .pill", "open");
        await().until(() -> browser.all("svg .window").size() == 1);
        browser.screenshot("deploy-open");

        stage.deploys.tell(new News.Ended(PastIncident.pileUp("main")));
        browser.sees(".deploy .pill", "waited so far");
        stage.deploys.close(opened.id());
        browser.sees(".deploy", "1 incident, 2 min lost in all");
        browser.sees(".deploy .pill", "waited");
        browser.screenshot("deploy-closed");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void incidentsAndWhatWasDoneAreMarkedOnTheChart() throws Exception {
        stage.sees(PageScene.quiet(stage.now));
        stage.incidents.add(PastIncident.pileUp("main", stage.now.minusSeconds(300)));
        browser.open(stage, "/?target=main");
        await().until(() -> browser.all("svg .span").size() == 1);
        assertThat(
                        browser.run(
                                "return document.querySelector('svg .action-mark"
                                        + " title').textContent"))
                .startsWith("cancel pid 8891: 50 sessions held up");
    }

    @Test
    void whatConcurrentlyLeftBehindIsNamedWithWhatClearsIt() throws Exception {
        stage.catalogs = List.of(leftovers(HOSTILE));
        stage.sees(PageScene.quiet(stage.now));
        browser.open(stage, "/?target=main");
        browser.sees("main", "Left behind by CONCURRENTLY");
        browser.sees("main", "Index public.<img src=x");
        browser.sees("main", "in database shop is not valid:");
        browser.sees("main", "DROP INDEX CONCURRENTLY <img src=x");
        isHarmless();
        browser.screenshot("leftovers");

        stage.catalogs = List.of();
        stage.sees(PageScene.quiet(stage.now.plusSeconds(1)));
        await().until(() -> !browser.textOf("main").contains("Left behind"));
    }

    @Test
    void whatIsWrongElsewhereIsSaidBesideTheNameOfTheServer() throws Exception {
        stage.circuitIsOpen();
        stage.sees(PageScene.pileUp(stage.now, 50)).misses("connection refused");
        browser.open(stage, "/?target=reports");
        browser.sees(".target.blind .badge", "cannot be read");
        browser.sees(".target[aria-current] .badge", "guard stopped");
    }

    @Test
    void agesTick() throws Exception {
        pileUp(5);
        browser.open(stage, "/?target=main");
        browser.sees(".station.first .age", " s");

        var before = browser.textOf(".station.first .age");
        await().atMost(Duration.ofSeconds(10))
                .until(() -> !browser.textOf(".station.first .age").equals(before));
    }

    @Test
    void blindnessIsSaidAndOldNewsIsCalledOld() throws Exception {
        pileUp(50);
        browser.open(stage, "/?target=main");
        browser.sees("h1.sentence", SENTENCE);

        stage.misses("connection refused");

        browser.sees(".notice.bad", "Lockkeeper cannot read this server");
        browser.sees(".notice.bad", "connection refused. What is shown below is old.");
        browser.sees(".situation.stale", "When it could last be read");
        browser.screenshot("blind");
    }

    @Test
    void theTimeWithoutWaitersBeginsAnewWhereNobodyLooked() throws Exception {
        for (var ago = 600; ago >= 0; ago--)
            stage.sees(PageScene.quiet(stage.now.minusSeconds(ago)));
        browser.open(stage, "/?target=main");
        browser.sees(".situation", "Quiet for 10 min");

        stage.misses("connection refused");
        browser.sees(".notice.bad", "cannot read this server");
        stage.sees(PageScene.quiet(stage.now));
        browser.sees(".situation", "Quiet for");
        assertThat(browser.textOf(".situation")).doesNotContain("min");
    }

    @Test
    void anIncidentHasAPageOfItsOwn() throws Exception {
        stage.incidents.add(PastIncident.pileUp("main"));
        stage.sees(PageScene.quiet(stage.now));
        browser.open(stage, "/?target=main");
        browser.find("a.incident").click();

        browser.sees("h1.sentence", "For 6.0 s up to 51 sessions waited");
        assertThat(browser.textOf(".numbers")).contains("6.0 s", "51 sessions", "2 min", "0.2 s");
        assertThat(browser.textOf(".advice")).isNotEmpty();
        assertThat(browser.textOf(".log")).contains("Cancelled the statement of pid 8891");
        assertThat(browser.textOf(".picture-of-worst .crowd")).contains("50 wait behind");
        assertThat(browser.all("svg.chart")).hasSize(1);
        assertThat(browser.complaints()).isEmpty();
        browser.size(1280, 1700).screenshot("incident");
        assertThat(browser.find("a.back").getDomAttribute("href")).isEqualTo("/?target=main");

        browser.open(stage, "/incidents/unknown");
        browser.sees("h1.sentence", "There is no incident with this id.");
    }

    @Test
    void thePageOfAnIncidentThatGoesOnFollowsIt() throws Exception {
        var over = PastIncident.pileUp("main", stage.now.minusSeconds(300));
        stage.incidents.add(PastIncident.goingOn(over));
        browser.open(stage, "/incidents/" + over.id());
        browser.sees(".eyebrow", "goes on");
        browser.sees(".numbers", "5 min");
        assertThat(browser.textOf("main")).doesNotContain("What was done");

        stage.incidents.set(0, over);
        browser.sees(".eyebrow", "ended by the guard");
        browser.sees(".numbers", "6.0 s");
        browser.sees(".log", "Cancelled the statement of pid 8891");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void hostileTextStaysText() throws Exception {
        stage.incidents.add(PastIncident.hostile("main", HOSTILE));
        stage.sees(PageScene.hostile(stage.now, HOSTILE));
        stage.sees("reports", PageScene.hostile(stage.now, HOSTILE));
        browser.open(stage, "/?target=main");
        browser.sees(".station.first .who", "<img src=x");
        browser.sees(".lock", "\\u202eevil\\u0000\\u0007");
        isHarmless();
        browser.find("[data-pid='8891']").click();
        browser.sees("#details pre", "<script>window.hacked=");
        isHarmless();
        browser.screenshot("hostile");
        browser.type(Keys.ESCAPE);
        browser.find(".crowd").click();
        browser.sees("#details .people", "<script>");
        isHarmless();

        browser.open(stage, "/incidents/20260101T120000-1");
        browser.sees("h1.sentence", "<script>window.hacked=1</script>");
        browser.sees(".advice", "<script>");
        isHarmless();
    }

    @Test
    void whatNoDdlIsToBlameForHasItsKindAndNothingIsDoneAboutIt() throws Exception {
        stage.incidents.add(PastIncident.prepared("main", HOSTILE));
        stage.sees(PageScene.quiet(stage.now));
        browser.open(stage, "/?target=main");
        browser.sees(".incident .kind", "prepared transaction");
        browser.sees(".incident", "goes on");
        isHarmless();

        browser.open(stage, "/incidents/20260101T120000-2");
        browser.sees("h1.sentence", "\\u202eevil\\u0000\\u0007");
        browser.sees(".eyebrow", "prepared transaction");
        browser.sees("main", "No schema change is to blame, so the guard leaves it alone.");
        browser.sees("main", "Who stood in the way");
        browser.sees(".advice", "<script>");
        assertThat(browser.textOf("main")).doesNotContain("What the guard did", "pid 0");
        isHarmless();
        browser.screenshot("contention");
    }

    private void isHarmless() {
        assertThat(browser.run("return window.hacked")).isEqualTo("null");
        assertThat(browser.all("img")).hasSize(1);
        assertThat(browser.all("script")).hasSize(1);
        assertThat(browser.all("a[href^='javascript']")).isEmpty();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aThousandWaitersAreOneCrowd() throws Exception {
        pileUp(1000);
        browser.open(stage, "/?target=main");
        browser.sees(".crowd .number", "1,000");

        assertThat(browser.all(".pegs i")).hasSize(72);
        assertThat(browser.all("body *").size()).isLessThan(400);
        browser.run(
                "window.slow = []; new PerformanceObserver((l) => slow.push(...l.getEntries()"
                        + ".map((e) => e.duration))).observe({type: 'longtask'})");
        browser.run(
                "window.changes = 0; new MutationObserver((l) => changes += l.length)"
                        + ".observe(document.body, {subtree: true, childList: true,"
                        + " attributes: true, characterData: true})");
        for (var crowd = 1001; crowd <= 1004; crowd++) {
            pileUp(crowd);
            browser.sees(".crowd .number", "1,00" + (crowd - 1000));
        }
        assertThat(Integer.parseInt(browser.run("return changes"))).isBetween(4, 400);
        var slowest = browser.run("return Math.max(0, ...slow)");
        assertThat(Double.parseDouble(slowest)).isLessThan(500);

        browser.find(".crowd").click();
        browser.sees("#details", "1,004 wait behind");
        assertThat(browser.all("#details .person")).hasSize(100);
        browser.screenshot("thousand-waiters");
    }

    @Test
    void aLinkKeepsTheFocusWhileItsIncidentGoesOn() throws Exception {
        var incident = PastIncident.pileUp("main");
        stage.incidents.add(incident);
        pileUp(50);
        browser.open(stage, "/?target=main");
        browser.find("a.incident");
        browser.run("document.querySelector('a.incident').focus()");
        stage.feed.tell(new News.Grew(PastIncident.prepared("main", "text")));
        stage.feed.tell(new News.Grew(incident));
        await().until(() -> browser.all("a.incident").size() == 2);
        browser.sees("li:first-child a.incident", "goes on");
        assertThat(browser.focused().getDomAttribute("href"))
                .isEqualTo("/incidents/" + incident.id());
    }

    @Test
    void everythingCanBeReachedByKeyboard() throws Exception {
        pileUp(50);
        browser.open(stage, "/?target=main");
        browser.sees("h1.sentence", SENTENCE);

        for (var i = 0;
                i < 15 && !"8891".equals(browser.focused().getDomAttribute("data-pid"));
                i++) browser.type(Keys.TAB);
        browser.type(Keys.ENTER);
        browser.sees("#details[open] h2", "ALTER TABLE");
        pileUp(51);
        browser.sees("h1.sentence", "51 sessions");
        browser.type(Keys.ESCAPE);

        await().until(() -> browser.all("#details[open]").isEmpty());
        assertThat(browser.focused().getDomAttribute("data-pid")).isEqualTo("8891");
    }

    @Test
    void aGuardThatHasActedTooOftenIsLetActAgainWithTheToken() throws Exception {
        stage.circuitIsOpen();
        pileUp(50);
        browser.open(stage, "/?target=main");
        browser.sees(".notices", "The guard has acted too often");
        browser.sees(".facts-line", "Guard stands down");
        browser.screenshot("circuit-open");
        browser.find(".notices button").click();
        browser.sees("#ask", "Let the guard act on main again?");
        browser.find("#token").sendKeys(Stage.TOKEN, Keys.ENTER);
        browser.sees("#ask .outcome", "Closed: the guard may act again.");
        assertThat(stage.closedCircuits).containsExactly("main");
        stage.guardActs();
        pileUp(51);
        browser.sees(".facts-line", "Guard acts");
    }

    @Test
    void aSessionIsEndedAfterAConfirmationAndWithTheToken() throws Exception {
        pileUp(50);
        browser.open(stage, "/?target=main");
        browser.sees("h1.sentence", SENTENCE);
        browser.find("[data-pid='8891']").click();
        browser.sees("#details", "Ending it frees 50.");
        browser.find("#details .button:not(.danger)").click();
        browser.sees("#ask", "Cancel the statement of pid 8891?");
        browser.sees("#ask", "That would release 50 sessions at once.");
        browser.screenshot("confirm");

        browser.find("#token").sendKeys("wrong", Keys.ENTER);
        browser.sees("#ask .outcome", "This needs the header Authorization: Bearer TOKEN.");
        assertThat(stage.signals).isEmpty();

        browser.find("#token").clear();
        browser.find("#token").sendKeys(Stage.TOKEN, Keys.ENTER);
        browser.sees("#ask .outcome", "Sent.");
        assertThat(stage.signals.getFirst().action()).isEqualTo(Action.CANCEL);
        assertThat(stage.signals.getFirst().session().pid()).isEqualTo(PageScene.ALTER);
    }

    @Test
    void aTokenThatWasChangedIsAskedForAnewAndAQuestionWithoutAnswerIsSaidToBeOne()
            throws Exception {
        pileUp(50);
        browser.open(stage, "/?target=main");
        browser.find("[data-pid='8891']").click();
        browser.find("#details .button:not(.danger)").click();
        browser.find("#token").sendKeys(Stage.TOKEN, Keys.ENTER);
        browser.sees("#ask .outcome", "Sent.");
        browser.find("#ask .button:not(.danger)").click();

        stage.changesToken("another");
        browser.find("#details .button:not(.danger)").click();
        browser.sees("#ask", "That would release 50 sessions at once.");
        browser.find("#ask .button.danger").click();
        browser.sees("#ask .outcome", "This needs the header Authorization: Bearer TOKEN.");
        browser.find("#token").sendKeys("another", Keys.ENTER);
        browser.sees("#ask .outcome", "Sent.");
        browser.find("#ask .button:not(.danger)").click();

        stage.close();
        browser.find("#details .button:not(.danger)").click();
        browser.sees("#ask", "What that would release is not known.");
    }

    @Test
    void whereNothingCanBeEndedThePageSaysWhyInsteadOfOfferingIt() throws Exception {
        try (var open = new Stage().target("main").start()) {
            open.now = Instant.now();
            open.sees(PageScene.pileUp(open.now, 5));
            browser.open(open, "/?target=main");
            browser.sees("h1.sentence", "5 sessions wait");
            browser.find("[data-pid='8891']").click();
            browser.sees("#details .refused", "http.token is not configured");
            assertThat(browser.all("#details .actions")).isEmpty();
        }
        stage.facts =
                new ServerFacts(
                        "17.11", 17, "db", "eve", false, true, false, Duration.ofSeconds(1));
        pileUp(5);
        browser.open(stage, "/?target=main");
        browser.find("[data-pid='8891']").click();
        browser.sees("#details .refused", "GRANT pg_signal_backend TO \"eve\";");
        assertThat(browser.all("#details .actions")).isEmpty();
    }
}
