package dev.ally.account.login;

import static dev.ally.account.AccountFixture.PASSWORD;
import static dev.ally.account.AccountFixture.RANDOM;
import static dev.ally.account.AccountFixture.requestInfo;
import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.account.AccountFixture;
import dev.ally.account.FakeTotp;
import dev.ally.account.person.PgAccountStore;
import dev.ally.account.rules.EmailAddress;
import dev.ally.contract.account.LogIn;
import dev.ally.contract.account.LogInWithCode;
import dev.ally.contract.account.RequestInfo;
import dev.ally.crypto.Secret;
import dev.ally.database.Schema;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The cookie by which an account knows a browser: another one with each login, so that none can be planted. */
class BrowserCookieTest {
  @RegisterExtension static final AccountFixture ALLY = new AccountFixture();

  private static final Secret WRONG = Secret.of("not the password");

  private final String email = ALLY.account();
  private final Secret newest = Secret.token(RANDOM);

  private static RequestInfo with(Secret browser) {
    return new RequestInfo("192.0.2.1", "a browser", browser);
  }

  private RequestInfo withNewest(Secret browser) {
    return new RequestInfo("192.0.2.1", "a browser", browser, newest, "en");
  }

  /** Unrecognised browsers have to wait; does this browser? */
  private boolean isKnown(Secret browser) {
    for (int i = 0; i < 5; i++) {
      ALLY.logIn(email, WRONG, requestInfo());
    }
    return ALLY.logIn(email, WRONG, with(browser)).outcome() == LogIn.Outcome.REFUSED;
  }

  private long known() {
    return ALLY.database.count("account.known_browser k JOIN account.account a ON a.id = k.account_id "
        + "WHERE a.email = '" + email + "'");
  }

  @Test
  void isAnotherOneFromTheLoginOn() {
    Secret planted = Secret.token(RANDOM);
    ALLY.logIn(email, PASSWORD, withNewest(planted));
    assertThat(isKnown(planted)).isFalse();
    assertThat(isKnown(newest)).isTrue();
  }

  @Test
  void isReplacedWhereTheBrowserWasKnown() {
    Secret before = Secret.token(RANDOM);
    ALLY.logIn(email, PASSWORD, with(before));
    assertThat(known()).isEqualTo(1);
    ALLY.logIn(email, PASSWORD, withNewest(before));
    assertThat(known()).isEqualTo(1);
    assertThat(isKnown(before)).isFalse();
    assertThat(isKnown(newest)).isTrue();
    assertThat(ALLY.database.count("account.activity x JOIN account.account a ON a.id = x.account_id "
        + "WHERE a.email = '" + email + "' AND x.new_browser")).as("told of once").isEqualTo(1);
  }

  @Test
  void isAnotherOneFromTheCodeOn() {
    ALLY.activate(ALLY.session(email));
    Secret planted = Secret.token(RANDOM);
    Secret pending = ALLY.pendingLogin(email);
    assertThat(ALLY.ask(LogInWithCode.OPERATION, new LogInWithCode(
        UUID.randomUUID(), pending, Secret.of(FakeTotp.RIGHT), withNewest(planted), Secret.token(RANDOM),
        Secret.empty())).outcome()).isEqualTo(LogInWithCode.Outcome.SIGNED_IN);
    assertThat(isKnown(planted)).isFalse();
    assertThat(isKnown(newest)).isTrue();
  }

  /** For such browsers some guesses at codes are kept. */
  @Test
  void tellsTotpWhetherTheBrowserIsKnown() {
    ALLY.activate(ALLY.session(email));
    UUID account = answer(new PgAccountStore(ALLY.database.pool(ALLY.vertx(), Schema.ACCOUNT))
        .find(EmailAddress.of(email))).orElseThrow().accountId();
    ALLY.totp.atKnownBrowser.clear();
    ALLY.code(ALLY.pendingLogin(email), "222222", Secret.token(RANDOM));
    assertThat(ALLY.totp.atKnownBrowser).doesNotContain(account);
    ALLY.ask(LogInWithCode.OPERATION, new LogInWithCode(
        UUID.randomUUID(), ALLY.pendingLogin(email), Secret.of(FakeTotp.RIGHT), withNewest(Secret.token(RANDOM)),
        Secret.token(RANDOM), Secret.empty()));
    assertThat(ALLY.totp.atKnownBrowser).as("not known before that login").doesNotContain(account);
    ALLY.ask(LogInWithCode.OPERATION, new LogInWithCode(
        UUID.randomUUID(), ALLY.pendingLogin(email), Secret.of("222222"), with(newest), Secret.token(RANDOM),
        Secret.empty()));
    assertThat(ALLY.totp.atKnownBrowser).contains(account);
  }
}
