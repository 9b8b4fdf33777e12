package dev.ally.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.bus.Bus;
import dev.ally.contract.account.FindSession;
import dev.ally.contract.account.ShowHome;
import dev.ally.harness.WatchedVertx;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WebRehearsalTest {
  @RegisterExtension static final WatchedVertx WATCHED = new WatchedVertx();

  @Test
  void goesThroughALoginAgainAndAgainAndAsksForNothingButASession() throws Exception {
    FakeAccount account = new FakeAccount(WATCHED.vertx().eventBus());
    WebVerticle web = new WebVerticle(
        Site.settings(), Clock.fixed(FakeAccount.NOW, ZoneOffset.UTC), new SecureRandom(),
        Optional.of(Bus.local(WATCHED.vertx())));
    Site.await(web.prepare(WATCHED.vertx()).rehearse(WATCHED.vertx()));
    // Only who has passed both steps, each with its cookie and form, sees how safe the account is on the home page.
    assertThat(account.asked).hasOnlyElementsOfTypes(FindSession.class, ShowHome.class)
        .hasAtLeastOneElementOfType(ShowHome.class);
  }
}
