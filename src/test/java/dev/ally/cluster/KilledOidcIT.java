package dev.ally.cluster;

import static dev.ally.harness.Answers.answer;
import static dev.ally.harness.Browser.location;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.bus.Role;
import dev.ally.contract.oidc.ApplyClients;
import dev.ally.database.Schema;
import dev.ally.harness.Browser;
import dev.ally.harness.SimulatedUser;
import dev.ally.harness.TestSettings;
import dev.ally.oidc.OidcVerticle;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two nodes of {@code oidc}, each of which is killed while people log in to an application that refreshes its tokens.
 * No login and no refresh is lost, and none is done twice.
 */
@Tag("trial")
class KilledOidcIT {
  private static final String CALLBACK = "https://notes.example.org/callback";
  private static final int PEOPLE = 4;
  private static final int REFRESHES = 2;
  /** Fewer than a person may do in an hour. */
  private static final int LOGINS_OF_ONE = 100;
  private static final int LOGINS_BETWEEN = 10;

  @TempDir Path directory;
  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicInteger logins = new AtomicInteger();
  private Fleet fleet;

  @Test
  void nobodyLosesALoginOrARefresh() throws Exception {
    try (Fleet started = new Fleet(directory).withOidc(2)) {
      fleet = started.start(1, 1, 1);
      register();
      ExecutorService threads = Executors.newFixedThreadPool(PEOPLE);
      try {
        List<Future<?>> people = new ArrayList<>();
        for (int i = 0; i < PEOPLE; i++) {
          people.add(threads.submit(this::logInUntilItIsOver));
        }
        for (Fleet.Node oidc : fleet.of(Role.OIDC)) {
          awaitMoreLogins(people);
          oidc.process().kill();
          awaitMoreLogins(people);
          oidc.start();
          fleet.awaitReady(oidc);
        }
        over.set(true);
        for (Future<?> person : people) {
          person.get();
        }
      } finally {
        over.set(true);
        threads.shutdownNow();
      }
      String done = "oidc.application_grant WHERE ended_at IS NULL AND refresh_number = " + REFRESHES;
      assertThat(fleet.database.count(done)).as("each once")
          .isEqualTo(fleet.database.count("oidc.application_grant")).isEqualTo(logins.get());
    }
  }

  private void register() {
    Vertx vertx = Vertx.vertx();
    try {
      answer(vertx.deployVerticle(new OidcVerticle(
          fleet.database.pool(vertx, Schema.OIDC), fleet.oidcKeys, TestSettings.of(Map.of()), Clock.systemUTC(),
          new SecureRandom())));
      assertThat(answer(ApplyClients.OPERATION.ask(vertx.eventBus(), new ApplyClients(UUID.randomUUID(), """
          [{"id": "notes", "type": "native", "consent": "none", "id_token_alg": "ES256",
            "redirect_uris": ["%s"]}]""".formatted(CALLBACK), false))).mistakes()).isEmpty();
    } finally {
      answer(vertx.close());
    }
  }

  /** Ends early if somebody could not log in. */
  private void awaitMoreLogins(List<Future<?>> people) {
    int enough = logins.get() + LOGINS_BETWEEN;
    fleet.nodes.get(0).process().await(
        () -> logins.get() >= enough || people.stream().anyMatch(Future::isDone));
    assertThat(people).noneMatch(Future::isDone);
  }

  private void logInUntilItIsOver() {
    while (!over.get()) {
      SimulatedUser person = new SimulatedUser(
          UUID.randomUUID() + "@example.org", fleet.browser(), Clock.systemUTC());
      assertThat(person.signUp().statusCode()).isEqualTo(303);
      for (int i = 0; i < LOGINS_OF_ONE && !over.get(); i++) {
        logIn(person);
        logins.incrementAndGet();
      }
    }
  }

  /** RFC 7636 appendix B has the verifier and its challenge. */
  private static void logIn(SimulatedUser person) {
    HttpResponse<String> answered = person.browser.get("/oauth2/authorize?" + Browser.encode(Browser.pairs(
        "client_id", "notes", "redirect_uri", CALLBACK, "response_type", "code", "scope", "openid offline_access",
        "code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "code_challenge_method", "S256")));
    assertThat(location(answered)).as("%s", answered.statusCode()).startsWith(CALLBACK + "?code=");
    String code = URI.create(location(answered)).getRawQuery().replaceAll("^code=|&.*", "");
    JsonObject tokens = ask(person, "grant_type", "authorization_code", "code", code, "redirect_uri", CALLBACK,
        "code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    for (int i = 0; i < REFRESHES; i++) {
      tokens = ask(person, "grant_type", "refresh_token", "refresh_token", tokens.getString("refresh_token"));
    }
  }

  private static JsonObject ask(SimulatedUser person, String... fields) {
    Map<String, String> all = Browser.pairs(fields);
    all.put("client_id", "notes");
    HttpResponse<String> answered = person.browser.another().post("/oauth2/token", Browser.encode(all));
    assertThat(answered.statusCode()).as(answered.body()).isEqualTo(200);
    return new JsonObject(answered.body());
  }
}
