package dev.ally.account.application;

import static dev.ally.account.AccountFixture.RANDOM;
import static dev.ally.account.AccountFixture.START;
import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.account.AccountFixture;
import dev.ally.bus.Unavailable;
import dev.ally.contract.account.FindLogin.Login;
import dev.ally.contract.account.FindSession;
import dev.ally.contract.account.LockAccount;
import dev.ally.crypto.Keyring;
import dev.ally.crypto.Sealed;
import dev.ally.crypto.Secret;
import dev.ally.database.Schema;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Vouchers, by which oidc asks about a session without its token. */
class VoucherTest {
  @RegisterExtension static final AccountFixture ALLY = new AccountFixture();

  private static final Asked OIDC = new Asked(ALLY);

  private String email;
  private Secret session;

  @BeforeEach
  void logIn() {
    email = ALLY.account();
    session = ALLY.session(email);
  }

  private Secret voucher() {
    return OIDC.vouch(session).orElseThrow();
  }

  @Test
  void tellsWhoseTheSessionIsAndHowItWasLoggedInTo() {
    Login login = OIDC.login(session);
    assertThat(login.accountId()).isEqualTo(
        ALLY.ask(FindSession.OPERATION, new FindSession(session)).person().orElseThrow().accountId());
    assertThat(login.at()).isEqualTo(START);
    assertThat(login.secondFactor()).isFalse();
    assertThat(login.claims().email()).isEqualTo(email);
    assertThat(login.claims().name()).isEqualTo("Ada");
    assertThat(login.claims().twoFactor()).isFalse();
    assertThat(login.claims().groups()).isEmpty();
  }

  @Test
  void isAnotherOneEachTimeAndGoodMoreThanOnce() {
    Secret voucher = voucher();
    assertThat(voucher()).isNotEqualTo(voucher);
    assertThat(OIDC.find(voucher)).isPresent().isEqualTo(OIDC.find(voucher));
  }

  @Test
  void opensNothing() {
    assertThat(ALLY.isOpen(voucher())).isFalse();
    assertThat(OIDC.vouch(voucher())).isEmpty();
  }

  @Test
  void isGoodForAMinute() {
    Secret voucher = voucher();
    ALLY.clock.set(START.plus(Duration.ofMinutes(1)).minusMillis(1));
    assertThat(OIDC.find(voucher)).isPresent();
    ALLY.clock.set(START.plus(Duration.ofMinutes(1)));
    assertThat(OIDC.find(voucher)).isEmpty();
  }

  @Test
  void isNoneOnceOneOfItsCharactersIsAltered() {
    String voucher = voucher().revealText();
    for (int i = 0; i < voucher.length(); i++) {
      char other = voucher.charAt(i) == 'A' ? 'B' : 'A';
      assertThat(OIDC.find(Secret.of(voucher.substring(0, i) + other + voucher.substring(i + 1)))).as("at " + i)
          .isEmpty();
    }
    for (String none : List.of("", "A", voucher.substring(4), voucher + "AAAA", "%", "\ud83d\ude00", "=".repeat(80))) {
      assertThat(OIDC.find(Secret.of(none))).as(none).isEmpty();
    }
  }

  @Test
  void isNotWhatWasSealedForAnotherUse() {
    Sealed other = ALLY.keyring.seal(new byte[24], "another use", RANDOM);
    byte[] whole = new byte[8 + other.bytes().length];
    System.arraycopy(HexFormat.of().parseHex(other.keyId()), 0, whole, 0, 8);
    System.arraycopy(other.bytes(), 0, whole, 8, other.bytes().length);
    assertThat(OIDC.find(Secret.of(Base64.getUrlEncoder().encodeToString(whole)))).isEmpty();
  }

  @Test
  void holdsNothingOfTheSessionInClear() {
    UUID login = OIDC.login(session).login();
    String bytes = new String(Base64.getUrlDecoder().decode(voucher().revealText()), StandardCharsets.ISO_8859_1);
    assertThat(bytes).doesNotContain(new String(
        ByteBuffer.allocate(16).putLong(login.getMostSignificantBits())
            .putLong(login.getLeastSignificantBits()).array(), StandardCharsets.ISO_8859_1));
  }

  @Test
  void diesWithItsSession() {
    Secret voucher = voucher();
    OIDC.logOut(session, Secret.empty());
    assertThat(OIDC.find(voucher)).isEmpty();
    assertThat(OIDC.vouch(session)).isEmpty();
  }

  @Test
  void isNoneOfASessionThatHasExpired() {
    ALLY.clock.pass(Duration.ofMinutes(59).plusSeconds(30));
    Secret voucher = voucher();
    ALLY.database.execute("UPDATE account.session SET last_seen_at = '" + START + "'");
    ALLY.clock.pass(Duration.ofSeconds(30));
    assertThat(OIDC.find(voucher)).isEmpty();
  }

  @Test
  void isGoodUnderANewKeyAsLongAsTheOlderOneOpens() {
    Secret voucher = voucher();
    Keyring before = Keyring.parse(List.of(ALLY.keyLine()));
    String newLine = Keyring.generateLine(RANDOM);
    try {
      ALLY.keyring.replaceBy(Keyring.parse(List.of(newLine, ALLY.keyLine())));
      assertThat(OIDC.find(voucher)).isPresent();
      ALLY.keyring.replaceBy(Keyring.parse(List.of(newLine)));
      assertThat(OIDC.find(voucher)).isEmpty();
    } finally {
      ALLY.keyring.replaceBy(before);
    }
  }

  /** A lock that is written, and not committed yet, while a voucher is made. */
  @Test
  void isNoneOnceALockIsCommittedThatWasUnderWay() {
    Pool pool = ALLY.database.pool(ALLY.vertx(), Schema.ACCOUNT);
    try {
      SqlConnection operator = answer(pool.getConnection());
      Transaction locking = answer(operator.begin());
      answer(operator.query("UPDATE account.account SET locked_at = now() WHERE email = '" + email + "'").execute());
      Secret voucher = voucher();
      assertThat(OIDC.find(voucher)).isPresent();
      answer(locking.commit());
      assertThat(OIDC.find(voucher)).isEmpty();
    } finally {
      answer(pool.close());
    }
  }

  @Test
  void isNoneOfAnAccountThatIsLocked() {
    Secret voucher = voucher();
    ALLY.ask(LockAccount.OPERATION, new LockAccount(email, true));
    assertThat(OIDC.find(voucher)).isEmpty();
  }

  /** Nobody is logged out of an application because two-factor is switched at the same time. */
  @Test
  void isToBeAskedForAgainWhileTwoFactorIsSwitched() {
    Secret voucher = voucher();
    ALLY.database.execute("UPDATE account.account SET open_intent = gen_random_uuid() WHERE email = '" + email + "'");
    assertThatThrownBy(() -> OIDC.find(voucher)).isInstanceOf(Unavailable.class);
  }
}
