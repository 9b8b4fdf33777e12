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

/** The whole use of an account, from sign-up to turning two-factor off, on a {@link WholeServer}. */
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
    SimulatedUser ada = ally.enrolledUser();
    assertThat(ally.authenticators(ada)).isEqualTo(1);
    SimulatedUser elsewhere = ada.elsewhere();
    assertThat(location(elsewhere.logIn("wrong " + SimulatedUser.PASSWORD))).isEmpty();
    assertThat(location(elsewhere.logIn())).isEqualTo("/login/code");
    assertThat(elsewhere.code(elsewhere.wrongCode()).body()).contains("That code doesn’t match.");
    assertThat(location(elsewhere.code(elsewhere.codeNow()))).isEqualTo("/");
    assertThat(elsewhere.isSignedIn()).isTrue();
    ally.clock.pass(Duration.ofMinutes(5));
    assertThat(elsewhere.deactivate(elsewhere.codeNow()).statusCode()).isEqualTo(303);
    assertThat(ally.authenticators(ada)).isZero();
  }

  /** A new user signs up and is signed in. */
  public static void signUp(WholeServer ally) {
    SimulatedUser user = new SimulatedUser(UUID.randomUUID() + "@example.org", ally.browser(), ally.clock);
    assertThat(user.signUp().statusCode()).isEqualTo(303);
    assertThat(user.browser.get("/settings/profile").body()).contains(user.email);
  }
}
