package dev.ally.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.harness.AuthenticatorApp;
import dev.ally.harness.Firefox;
import dev.ally.harness.SimulatedUser;
import dev.ally.harness.Tools;
import dev.ally.harness.WholeServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Turns two-factor on, logs in with it and turns it off again in a second engine: by mouse, keyboard and names. */
class WalkInFirefoxTest {
  private static final Pattern KEY = Pattern.compile("secret=([A-Z2-7]+)&");

  @RegisterExtension static final WholeServer ALLY = WholeServer.inBrowsers();

  private final String email = UUID.randomUUID() + "@example.org";
  private final String url = ALLY.publicUrl().toString();
  private Firefox firefox;
  private AuthenticatorApp app;

  @Test
  void aPersonTurnsItOnLogsInWithItAndTurnsItOff(@TempDir Path profile, @TempDir Path pictures) throws IOException {
    try (Firefox opened = Firefox.open(profile)) {
      firefox = opened;
      firefox.resize(1280, 900);
      signUp();
      goToSecurity();
      linkAnApp(pictures.resolve("link.png"));
      logOut();
      logInWithACode();
      turnItOff();
      logOut();
      logIn();
      assertThat(firefox.text()).contains("Hello, Ada Lovelace.");

      assertThat(firefox.complaints(url)).isEmpty();
    }
  }

  private void signUp() {
    firefox.open(url + "/");
    firefox.follow("link", "Create an account");
    firefox.type("Email", email);
    firefox.type("Name", "Ada Lovelace");
    firefox.type("Password", SimulatedUser.PASSWORD);
    firefox.follow("button", "Create account");
    assertThat(firefox.text()).contains("Hello, Ada Lovelace.");
  }

  private void goToSecurity() {
    firefox.click("button", "Ada Lovelace, account menu");
    firefox.follow("link", "Account Settings");
    firefox.follow("link", "Security");
  }

  private void linkAnApp(Path picture) throws IOException {
    pick("Authenticator", "not the password");
    assertThat(firefox.text()).contains("There is a problem");
    assertThat(firefox.evaluate("document.activeElement.getAttribute('role')")).isEqualTo("alert");
    pick("Authenticator", SimulatedUser.PASSWORD);
    assertThat(heading()).isEqualTo("Link your authenticator app");
    String link = firefox.evaluate("document.querySelector('.app a').href");
    assertThat(Tools.readQr(firefox.screenshot(picture))).isEqualTo(link);
    Matcher key = KEY.matcher(link);
    assertThat(key.find()).isTrue();
    app = new AuthenticatorApp(key.group(1));
    firefox.type("Six-digit code", code());
    firefox.follow("button", "Confirm 2FA");
    assertThat(firefox.text()).contains("Two-factor authentication is activated.");
  }

  private void pick(String method, String password) {
    firefox.type("Current password", password);
    firefox.choose("Two-factor method", method);
    firefox.follow("button", "Update Two-Factor Method");
  }

  private void logInWithACode() {
    logIn();
    assertThat(heading()).isEqualTo("Enter your code");
    firefox.typeAndFollow("Six-digit code", code());
    assertThat(firefox.text()).contains("Hello, Ada Lovelace.");
  }

  private void turnItOff() {
    goToSecurity();
    firefox.choose("Two-factor method", "None");
    firefox.follow("button", "Update Two-Factor Method");
    assertThat(heading()).isEqualTo("Turn off two-factor authentication");
    firefox.type("Six-digit code", code());
    firefox.follow("button", "Confirm");
    assertThat(firefox.text()).contains("Two-factor authentication is deactivated.");
  }

  private void logIn() {
    firefox.open(url + "/login");
    firefox.type("Email", email);
    firefox.type("Password", SimulatedUser.PASSWORD);
    firefox.follow("button", "Log in");
  }

  private void logOut() {
    firefox.click("button", "Ada Lovelace, account menu");
    firefox.follow("button", "Log out");
    assertThat(firefox.text()).contains("You’re logged out.");
  }

  /** Each code opens once, so time goes by before. */
  private String code() {
    ALLY.clock.pass(Duration.ofMinutes(1));
    return app.codeAt(ALLY.clock.instant());
  }

  private String heading() {
    return firefox.evaluate("document.querySelector('h1').innerText");
  }
}
