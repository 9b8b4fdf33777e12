package dev.ally;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.crypto.Keyring;
import dev.ally.harness.AllyProcess;
import dev.ally.harness.SimulatedUser;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The keys of each verticle are replaced while people use the server, and missed when they are gone. */
final class KeysIT {
  @TempDir Path directory;

  @Test
  void keysAreReplacedWhileTheServerRuns() throws Exception {
    SimulatedUser ada;
    try (AllyProcess ally = AllyProcess.unpackedIn(directory).start().awaitReady()) {
      ada = enrol(ally);

      String oldAccountKey = addFirstKey("account");
      String oldTotpKey = addFirstKey("totp");
      String oldOidcKey = addFirstKey("oidc");
      ally.await(() -> Stream.of("account", "totp", "oidc")
          .allMatch(verticle -> ally.out().contains(verticle + " seals under key")));
      assertThat(ada.browser.get("/settings/security").statusCode()).as("a session from before").isEqualTo(200);
      assertThat(logIn(ada.elsewhere(), Instant.now())).isEqualTo("/");

      try (AllyProcess rotated = AllyProcess.in(directory).start("keys", "rotate")) {
        assertThat(rotated.exit()).as(rotated.err()).isZero();
        // A password and the keys of four kinds of budget; a key, ten recovery codes, and these once more as they are shown.
        assertThat(rotated.out().lines()).hasSize(3)
            .contains("account: 5 rows were resealed, no row is left", "totp: 12 rows were resealed, no row is left")
            .anyMatch(line -> line.matches("oidc: [0-9]+ rows were resealed, no row is left"));
      }
      // Each verticle must have the new key by now: for the password, and for the key by which a code is verified.
      assertThat(logIn(ada.elsewhere(), Instant.now().plus(Duration.ofHours(1)))).contains("That code doesn’t match.");
      remove("account", oldAccountKey);
      remove("totp", oldTotpKey);
      remove("oidc", oldOidcKey);
      ally.terminate().exit();
    }
    try (AllyProcess again = AllyProcess.in(directory).start().awaitReady()) {
      assertThat(logIn(ada.at(again.browser()), Instant.now().plusSeconds(30))).isEqualTo("/");
    }
  }

  @Test
  void aServerWithoutAKeyThatItNeedsDoesNotStart() throws Exception {
    try (AllyProcess ally = AllyProcess.unpackedIn(directory).start().awaitReady()) {
      enrol(ally);
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

  /** A user whose app was linked with the code before the one of now. */
  private static SimulatedUser enrol(AllyProcess ally) {
    SimulatedUser ada = new SimulatedUser("ada@example.org", ally.browser(), Clock.systemUTC());
    assertThat(ada.signUp().statusCode()).isEqualTo(303);
    ada.link();
    assertThat(ada.confirm(ada.app.codeAt(Instant.now().minusSeconds(30))).statusCode()).isEqualTo(303);
    return ada;
  }

  /** Where a login with the code of that time leads, or the page that refuses it. */
  private static String logIn(SimulatedUser user, Instant appTime) {
    user.logIn();
    HttpResponse<String> answer = user.code(user.app.codeAt(appTime));
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
