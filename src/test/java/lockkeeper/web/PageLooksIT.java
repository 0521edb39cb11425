package lockkeeper.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;

import java.io.IOException;
import java.util.List;

/// Whether everybody can read the page: in light and dark, on a phone, without motion.
class PageLooksIT extends Looking {
    private static final String WORDY = "users_".repeat(10) + "email_idx";

    /// The lowest ratio of contrast between a text and what is behind it, and where.
    private static final String CONTRAST =
            """
            const rgb = (c) => c.match(/[\\d.]+/g).map(Number);
            const channel = (v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
            const light = ([r, g, b]) =>
              0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
            const behind = (e) => {
              for (; e; e = e.parentElement) {
                const c = getComputedStyle(e).backgroundColor;
                const parts = rgb(c);
                if (c.startsWith('rgb') && (parts.length < 4 || parts[3] === 1)) return parts;
              }
              return [255, 255, 255];
            };
            const opacity = (e) => e ? getComputedStyle(e).opacity * opacity(e.parentElement) : 1;
            let worst = [99, ''];
            for (const e of document.querySelectorAll('body *')) {
              const words = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
              const shown = e.checkVisibility() && !e.closest('.skip, .unseen, noscript, :disabled');
              if (!words || !shown || e.localName === 'title') continue;
              const style = getComputedStyle(e);
              const ground = behind(e);
              const part = opacity(e);
              const ink = rgb(e.closest('svg') ? style.fill : style.color)
                .slice(0, 3).map((c, i) => part * c + (1 - part) * ground[i]);
              const [a, b] = [light(ink), light(ground)];
              const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
              if (ratio < worst[0]) worst = [ratio, e.outerHTML.slice(0, 120)];
            }
            return worst.join(' ');
            """;

    @Test
    void lightAndDarkCanBeChosen() throws Exception {
        browser.open(stage, "/?target=main");
        var light = background();
        browser.find("#theme").click();
        assertThat(background()).isNotEqualTo(light);
        browser.open(stage, "/?target=main");
        assertThat(background()).isNotEqualTo(light);
        browser.find("#theme").click();
        assertThat(background()).isEqualTo(light);
        browser.run("localStorage.clear()");
    }

    private String background() {
        return browser.run("return getComputedStyle(document.body).backgroundColor");
    }

    @Test
    void whoWantsLessMotionGetsNone() throws Exception {
        pileUp(5);
        browser.open(stage, "/?target=main");
        browser.find(".session");
        assertThat(moving()).isNotEmpty();
        browser.prefers("reduced-motion", "reduce");
        assertThat(moving()).isEmpty();
    }

    /// What moves by itself or when it changes.
    private String moving() {
        return browser.run(
                "return [...document.querySelectorAll('*')].map((e) => getComputedStyle(e))"
                        + ".filter((s) => s.animationName !== 'none'"
                        + " || s.transitionDuration.split(', ').some((d) => d !== '0s')).map((s) =>"
                        + " s.transitionProperty).join()");
    }

    @Test
    void nothingIsLoadedFromElsewhereAndAllOfItIsSmall() throws Exception {
        browser.open(stage, "/?target=main");
        browser.sees("#connection", "live");
        var loaded =
                browser.run(
                        "const own = performance.getEntriesByType('resource').filter((e) =>"
                                + " !['fetch', 'other'].includes(e.initiatorType));"
                                + " const page = performance.getEntriesByType('navigation');"
                                + " const size = [...page, ...own].reduce((n, e) => n +"
                                + " e.decodedBodySize, 0); const strange = own.filter((e) =>"
                                + " !e.name.startsWith(location.origin + '/assets/'));"
                                + " return own.length + ' ' + strange.length + ' ' + size");
        assertThat(loaded).matches("1\\d 0 \\d+");
        assertThat(Integer.parseInt(loaded.split(" ", -1)[2])).isBetween(50_000, 300_000);
    }

    @Test
    void onAPhoneNothingIsCutOff() throws Exception {
        stage.incidents.add(PastIncident.pileUp("main"));
        stage.catalogs = List.of(leftovers(WORDY));
        pileUp(50);
        browser.phone().open(stage, "/?target=main");
        browser.sees("h1.sentence", SENTENCE);
        fitsIn(360);
        await().until(() -> !browser.all("svg .axis").isEmpty());
        var smallest =
                "return Math.min(...[...document.querySelectorAll('svg .axis')].map((e) =>"
                        + " e.getBoundingClientRect().height))";
        assertThat(Double.parseDouble(browser.run(smallest))).isGreaterThan(9);
        browser.screenshot("pile-up-phone");
        browser.find(".crowd").click();
        browser.sees("#details", "50 wait behind");
        fitsIn(360);
        browser.open(stage, "/incidents/20260101T120000-1");
        browser.sees(".advice", "lock_timeout");
        fitsIn(360);
        browser.screenshot("incident-phone");
    }

    private void fitsIn(int width) {
        assertThat(browser.run("return innerWidth + ' ' + document.documentElement.scrollWidth"))
                .isEqualTo(width + " " + width);
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void textStandsOutFromWhatIsBehindIt(String theme) throws Exception {
        stage.incidents.add(PastIncident.prepared("main", "gid"));
        stage.incidents.add(PastIncident.pileUp("main"));
        stage.catalogs = List.of(leftovers("users_email"));
        stage.sees(PageScene.quiet(stage.now));
        browser.theme(theme).open(stage, "/?target=main");
        browser.sees("h1.sentence", "All is well");
        browser.sees(".incidents", "ended by the guard");
        assertContrast();

        stage.circuitIsOpen();
        openWindow();
        pileUp(50);
        browser.sees("h1.sentence", SENTENCE);
        browser.sees(".deploys", "open");
        browser.sees(".notices", "acted too often");
        assertContrast();
        browser.find("[data-pid='8891']").click();
        browser.sees("#details", "Ending it frees 50.");
        assertContrast();
        browser.find("#details .button.danger").click();
        browser.sees("#ask", "That would release 50 sessions at once.");
        assertContrast();

        stage.misses("connection refused");
        browser.sees(".situation.stale", "When it could last be read");
        assertContrast();
        browser.type(Keys.ESCAPE);
        browser.type(Keys.ESCAPE);
        browser.screenshot("trouble-" + theme);
        browser.open(stage, "/incidents/20260101T120000-1");
        browser.sees(".advice", "lock_timeout");
        assertContrast();
        browser.screenshot("incident-" + theme);
    }

    private void assertContrast() throws IOException {
        var worst = browser.run(CONTRAST);
        assertThat(Double.parseDouble(worst.split(" ", 2)[0])).as(worst).isBetween(4.5, 21.0);
    }
}
