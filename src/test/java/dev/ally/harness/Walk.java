package dev.ally.harness;

import static dev.ally.harness.Browser.location;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What people do with an account, from one end to the other, on a {@link WholeServer}. */
public final class Walk {
  private static final int AT_ONCE = 10;

  private Walk() {}

  /** Several people sign up at once; one of them goes the whole way to a login with a code, and back. */
  public static void through(WholeServer ally) {
    ExecutorService people = Executors.newFixedThreadPool(AT_ONCE);
    try {
      List<CompletableFuture<Void>> signUps = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        signUps.add(CompletableFuture.runAsync(() -> signUp(ally), people));
      }
      signUps.forEach(CompletableFuture::join);
    } finally {
      people.shutdownNow();
    }
    WholeServer.Somebody ada = ally.enrolled();
    assertThat(ada.authenticators()).isEqualTo(1);
    WholeServer.Somebody elsewhere = ada.elsewhere();
    assertThat(location(elsewhere.logIn("wrong " + WholeServer.PASSWORD))).isEmpty();
    assertThat(location(elsewhere.logIn())).isEqualTo("/login/code");
    assertThat(elsewhere.code(elsewhere.wrongCode()).body()).contains("That code is not right.");
    assertThat(location(elsewhere.code(elsewhere.codeNow()))).isEqualTo("/");
    assertThat(elsewhere.isSignedIn()).isTrue();
    ally.clock.pass(Duration.ofMinutes(5));
    assertThat(elsewhere.deactivate(elsewhere.codeNow()).statusCode()).isEqualTo(303);
    assertThat(ada.authenticators()).isZero();
  }

  /** Somebody signs up, and is signed in. */
  public static void signUp(WholeServer ally) {
    Browser browser = ally.browser();
    String email = UUID.randomUUID() + "@example.org";
    assertThat(browser.submit("/signup", "email", email, "name", "Ada", "password", WholeServer.PASSWORD).statusCode())
        .isEqualTo(303);
    assertThat(browser.get("/settings/profile").body()).contains(email);
  }
}
