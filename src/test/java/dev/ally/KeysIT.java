package dev.ally;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.crypto.Keyring;
import dev.ally.harness.AllyProcess;
import dev.ally.harness.AuthenticatorApp;
import dev.ally.harness.Browser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The keys of both verticles are replaced while people use the server, and missed when they are gone. */
final class KeysIT {
  private static final String EMAIL = "ada@example.org";
  private static final String PASSWORD = "correct horse battery";
  private static final Pattern SECRET = Pattern.compile("secret=([A-Z2-7]+)");

  @TempDir Path directory;

  @Test
  void keysAreReplacedWhileTheServerRuns() throws Exception {
    AuthenticatorApp app;
    try (AllyProcess ally = AllyProcess.unpackedIn(directory).start().awaitReady()) {
      Browser ada = signUp(ally);
      app = enrol(ada);

      String oldAccountKey = addFirstKey("account");
      String oldTotpKey = addFirstKey("totp");
      ally.await(() -> ally.out().contains("account seals under key") && ally.out().contains("totp seals under key"));
      assertThat(ada.get("/settings/security").statusCode()).as("a session from before").isEqualTo(200);
      assertThat(logIn(ally, app, Instant.now())).isEqualTo("/");

      try (AllyProcess rotated = AllyProcess.in(directory).start("keys", "rotate")) {
        assertThat(rotated.exit()).as(rotated.err()).isZero();
        // A password and the keys of four kinds of budget; a key, ten recovery codes, and these once more as they are shown.
        assertThat(rotated.out().lines()).containsExactly(
            "account: 5 rows were resealed, no row is left", "totp: 12 rows were resealed, no row is left");
      }
      // Each verticle must have the new key by now: for the password, and for the key by which a code is judged.
      assertThat(logIn(ally, app, Instant.now().plus(Duration.ofHours(1)))).contains("That code is not right.");
      remove("account", oldAccountKey);
      remove("totp", oldTotpKey);
      ally.terminate().exit();
    }
    try (AllyProcess again = AllyProcess.in(directory).start().awaitReady()) {
      assertThat(logIn(again, app, Instant.now().plusSeconds(30))).isEqualTo("/");
    }
  }

  @Test
  void aServerWithoutAKeyThatItNeedsDoesNotStart() throws Exception {
    try (AllyProcess ally = AllyProcess.unpackedIn(directory).start().awaitReady()) {
      enrol(signUp(ally));
      ally.terminate().exit();
    }
    Path key = directory.resolve("ally-data/totp.key");
    List<String> lines = Files.readAllLines(key);
    for (List<String> wrong : List.of(List.of(Keyring.generateLine(new SecureRandom())), List.<String>of())) {
      Files.write(key, wrong);
      try (AllyProcess refused = AllyProcess.in(directory).start()) {
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("totp.key").doesNotContain(lines.get(0));
      }
    }
    Files.delete(key);
    try (AllyProcess refused = AllyProcess.in(directory).start()) {
      assertThat(refused.exit()).isEqualTo(1);
      assertThat(refused.err()).contains("totp.key");
      assertThat(key).as("no new key in the place of the lost one").doesNotExist();
    }
  }

  private static Browser browser(AllyProcess ally) {
    return new Browser(URI.create(ally.url()), URI.create(ally.url()));
  }

  private static Browser signUp(AllyProcess ally) {
    Browser browser = browser(ally);
    HttpResponse<String> answer =
        browser.submit("/signup", "email", EMAIL, "name", "Ada", "password", PASSWORD);
    assertThat(answer.statusCode()).isEqualTo(303);
    return browser;
  }

  private static AuthenticatorApp enrol(Browser browser) {
    browser.submit("/settings/security", "password", PASSWORD, "method", "authenticator");
    Matcher secret = SECRET.matcher(browser.get("/settings/security/link").body());
    assertThat(secret.find()).isTrue();
    AuthenticatorApp app = new AuthenticatorApp(secret.group(1));
    HttpResponse<String> answer = browser.submit(
        "/settings/security/link", "totp", app.codeAt(Instant.now().minusSeconds(30)));
    assertThat(answer.statusCode()).isEqualTo(303);
    return app;
  }

  /** Where a login with a code ends. */
  private static String logIn(AllyProcess ally, AuthenticatorApp app, Instant appTime) {
    Browser browser = browser(ally);
    browser.submit("/login", "email", EMAIL, "password", PASSWORD);
    HttpResponse<String> answer = browser.submit("/login/code", "totp", app.codeAt(appTime));
    return answer.headers().firstValue("Location").orElse(answer.body());
  }

  /** The key that was first before. */
  private String addFirstKey(String verticle) throws IOException {
    Path file = directory.resolve("ally-data").resolve(verticle + ".key");
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    String old = lines.get(0);
    lines.add(0, Keyring.generateLine(new SecureRandom()));
    Files.write(file, lines);
    return old;
  }

  private void remove(String verticle, String key) throws IOException {
    Path file = directory.resolve("ally-data").resolve(verticle + ".key");
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    assertThat(lines.remove(key)).isTrue();
    Files.write(file, lines);
  }
}
