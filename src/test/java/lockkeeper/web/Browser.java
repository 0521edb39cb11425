package lockkeeper.web;

import static org.awaitility.Awaitility.await;

import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;

/// A real headless Chromium. Where there is none the test is skipped, unless the environment
/// requires it.
final class Browser implements AutoCloseable {
    private static final File DRIVER = new File("/usr/bin/chromedriver");
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");

    private final Path profile;
    private final ChromeDriver driver;

    Browser() throws IOException {
        var required = System.getenv().getOrDefault("LOCKKEEPER_REQUIRE", "").contains("chromium");
        if (!required)
            Assumptions.assumeTrue(DRIVER.canExecute(), "skipped: there is no " + DRIVER);
        profile = Files.createTempDirectory("lockkeeper-chromium");
        driver = new ChromeDriver(service(), options(profile));
        driver.manage().timeouts().pageLoadTimeout(Duration.ofSeconds(60));
    }

    private static ChromeDriverService service() {
        return new ChromeDriverService.Builder().usingDriverExecutable(DRIVER).build();
    }

    private static ChromeOptions options(Path profile) {
        var options = new ChromeOptions();
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--hide-scrollbars",
                "--user-data-dir=" + profile);
        var logging = new LoggingPreferences();
        logging.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logging);
        return options;
    }

    Browser size(int width, int height) {
        driver.manage().window().setSize(new Dimension(width, height));
        return this;
    }

    /// Narrower than any window can be.
    Browser phone() {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", 360, "height", 780, "deviceScaleFactor", 2, "mobile", true));
        return this;
    }

    Browser noPhone() {
        driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
        return this;
    }

    /// @param theme `dark` or `light`
    Browser theme(String theme) {
        return prefers("color-scheme", theme);
    }

    /// What its user has set up for all pages.
    Browser prefers(String feature, String value) {
        var wish = Map.of("name", "prefers-" + feature, "value", value);
        driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of(wish)));
        return this;
    }

    Browser open(Stage stage, String path) {
        driver.get("http://localhost:" + stage.port() + path);
        return this;
    }

    /// Waits until there is one.
    WebElement find(String css) {
        return patiently()
                .alias(css)
                .until(() -> all(css).stream().findFirst(), Optional::isPresent)
                .orElseThrow();
    }

    List<WebElement> all(String css) {
        return driver.findElements(By.cssSelector(css));
    }

    String textOf(String css) {
        return find(css).getText();
    }

    /// Waits until the text at a place contains these words.
    void sees(String css, String words) {
        patiently().alias(css).until(() -> textOf(css), text -> text.contains(words));
    }

    private static ConditionFactory patiently() {
        return await().atMost(Duration.ofSeconds(30))
                .ignoreExceptionsInstanceOf(StaleElementReferenceException.class);
    }

    void type(CharSequence... keys) {
        driver.switchTo().activeElement().sendKeys(keys);
    }

    WebElement focused() {
        return driver.switchTo().activeElement();
    }

    /// The answer of a script as text.
    String run(String script) {
        return String.valueOf(((JavascriptExecutor) driver).executeScript(script));
    }

    String title() {
        return driver.getTitle();
    }

    /// What the browser complained about: errors of scripts, violations of the content policy.
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(Object::toString)
                .toList();
    }

    void screenshot(String name) throws IOException {
        Files.createDirectories(SCREENSHOTS);
        Files.write(SCREENSHOTS.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
    }

    @Override
    public void close() throws IOException {
        driver.quit();
        try (var files = Files.walk(profile)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList())
                Files.deleteIfExists(file);
        }
    }
}
