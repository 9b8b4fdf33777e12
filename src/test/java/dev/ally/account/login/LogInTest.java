package dev.ally.account.login;

import static dev.ally.account.AccountFixture.PASSWORD;
import static dev.ally.account.AccountFixture.RANDOM;
import static dev.ally.account.AccountFixture.SETTINGS;
import static dev.ally.account.AccountFixture.requestInfo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ally.account.AccountFixture;
import dev.ally.account.FakeTotp;
import dev.ally.account.password.SealedPasswords;
import dev.ally.bus.Unavailable;
import dev.ally.contract.account.CodeRefusal;
import dev.ally.contract.account.FindPendingLogin;
import dev.ally.contract.account.FindSession;
import dev.ally.contract.account.LogIn;
import dev.ally.contract.account.LogInWithCode;
import dev.ally.contract.account.LogOut;
import dev.ally.contract.account.RequestInfo;
import dev.ally.contract.account.ShowAccount;
import dev.ally.contract.account.ShowSecurity;
import dev.ally.crypto.Keyring;
import dev.ally.crypto.PasswordHash;
import dev.ally.crypto.Secret;
import dev.ally.database.Schema;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LogInTest {
  @RegisterExtension static final AccountFixture ALLY = new AccountFixture();

  private static final Secret WRONG = Secret.of("not the password");

  @Nested
  class WithAPassword {
    @Test
    void opensASession() {
      assertThat(ALLY.isOpen(ALLY.session(ALLY.account()))).isTrue();
    }

    @Test
    void takesTheEmailAndThePasswordAsTheyAreCompared() {
      String email = ALLY.account();
      assertThat(ALLY.logIn(" " + email.toUpperCase(Locale.ROOT), PASSWORD, requestInfo()).outcome())
          .isEqualTo(LogIn.Outcome.SIGNED_IN);
      Secret fullWidth = Secret.of("\uff43orrect horse battery");
      assertThat(ALLY.logIn(email, fullWidth, requestInfo()).outcome()).isEqualTo(LogIn.Outcome.SIGNED_IN);
    }

    @Test
    void refusesAWrongPasswordAndAnUnknownEmailAlike() {
      LogIn.Answer wrong = ALLY.logIn(ALLY.account(), WRONG, requestInfo());
      assertThat(wrong.outcome()).isEqualTo(LogIn.Outcome.REFUSED);
      assertThat(ALLY.logIn(UUID.randomUUID() + "@example.org", WRONG, requestInfo())).isEqualTo(wrong);
      assertThat(ALLY.logIn("", Secret.empty(), requestInfo())).isEqualTo(wrong);
    }

    @Test
    void waitsAfterFiveWrongOnesForKnownAndUnknownEmailsAlike() {
      for (String email : List.of(ALLY.account(), UUID.randomUUID() + "@example.org")) {
        for (int i = 0; i < 5; i++) {
          assertThat(ALLY.logIn(email, WRONG, requestInfo()).outcome()).isEqualTo(LogIn.Outcome.REFUSED);
        }
        LogIn.Answer wait = new LogIn.Answer(LogIn.Outcome.WAIT, Duration.ofSeconds(1));
        assertThat(ALLY.logIn(email, WRONG, requestInfo())).isEqualTo(wait);
        assertThat(ALLY.logIn(email, PASSWORD, requestInfo())).isEqualTo(wait);
        ALLY.clock.pass(Duration.ofSeconds(1));
        assertThat(ALLY.logIn(email, WRONG, requestInfo()).outcome()).isEqualTo(LogIn.Outcome.REFUSED);
        assertThat(ALLY.logIn(email, WRONG, requestInfo()).retryAfter()).isEqualTo(Duration.ofSeconds(2));
      }
    }

    @Test
    void waitsNoLongerThanAQuarterOfAnHour() {
      String email = ALLY.account();
      for (int i = 0; i < 20; i++) {
        ALLY.logIn(email, WRONG, requestInfo());
        ALLY.clock.pass(Duration.ofMinutes(15));
      }
      assertThat(ALLY.logIn(email, PASSWORD, requestInfo()).outcome()).isEqualTo(LogIn.Outcome.SIGNED_IN);
    }

    @Test
    void countsAnewAfterARightOne() {
      String email = ALLY.account();
      for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 4; i++) {
          assertThat(ALLY.logIn(email, WRONG, requestInfo()).outcome()).isEqualTo(LogIn.Outcome.REFUSED);
        }
        assertThat(ALLY.logIn(email, PASSWORD, requestInfo()).outcome()).isEqualTo(LogIn.Outcome.SIGNED_IN);
      }
    }

    @Test
    void letsAKnownBrowserInWhileUnrecognisedOnesWait() {
      String email = ALLY.account();
      RequestInfo owner = requestInfo();
      ALLY.logIn(email, PASSWORD, owner);
      for (int i = 0; i < 6; i++) {
        ALLY.logIn(email, WRONG, requestInfo());
      }
      assertThat(ALLY.logIn(email, PASSWORD, requestInfo()).outcome()).isEqualTo(LogIn.Outcome.WAIT);
      assertThat(ALLY.logIn(email, PASSWORD, owner).outcome()).isEqualTo(LogIn.Outcome.SIGNED_IN);
    }

    @Test
    void countsAKnownBrowserToo() {
      String email = ALLY.account();
      RequestInfo owner = requestInfo();
      ALLY.logIn(email, PASSWORD, owner);
      for (int i = 0; i < 5; i++) {
        assertThat(ALLY.logIn(email, WRONG, owner).outcome()).isEqualTo(LogIn.Outcome.REFUSED);
      }
      assertThat(ALLY.logIn(email, PASSWORD, owner).outcome()).isEqualTo(LogIn.Outcome.WAIT);
      assertThat(ALLY.logIn(email, PASSWORD, requestInfo()).outcome()).isEqualTo(LogIn.Outcome.SIGNED_IN);
    }

    @Test
    void endsTheSessionThatTheBrowserHad() {
      String email = ALLY.account();
      Secret old = ALLY.session(email);
      Secret other = ALLY.session(email);
      Secret renewed = Secret.token(RANDOM);
      ALLY.logIn(email, PASSWORD, requestInfo(), renewed, old);
      assertThat(ALLY.isOpen(old)).isFalse();
      assertThat(ALLY.isOpen(renewed)).isTrue();
      assertThat(ALLY.isOpen(other)).isTrue();
    }

    @Test
    void repeatedOpensOneSession() {
      String email = ALLY.account();
      Secret token = Secret.token(RANDOM);
      LogIn question = new LogIn(UUID.randomUUID(), email, PASSWORD, requestInfo(), token, Secret.empty());
      assertThat(ALLY.ask(LogIn.OPERATION, question).outcome()).isEqualTo(LogIn.Outcome.SIGNED_IN);
      assertThat(ALLY.ask(LogIn.OPERATION, question).outcome()).isEqualTo(LogIn.Outcome.SIGNED_IN);
      LogIn missed = new LogIn(UUID.randomUUID(), email, WRONG, requestInfo(), token, Secret.empty());
      for (int i = 0; i < 10; i++) {
        assertThat(ALLY.ask(LogIn.OPERATION, missed).outcome()).isEqualTo(LogIn.Outcome.REFUSED);
      }
    }

    @Test
    void opensNothingWhileTotpIsAway() {
      String email = ALLY.account();
      Secret before = ALLY.session(email);
      ALLY.totp.leave();
      try {
        assertThatThrownBy(() -> ALLY.logIn(email, PASSWORD, requestInfo())).isInstanceOf(Unavailable.class);
        assertThat(ALLY.isOpen(before)).isTrue();
      } finally {
        ALLY.totp.serve(ALLY.bus);
      }
      assertThat(ALLY.logIn(email, PASSWORD, requestInfo()).outcome()).isEqualTo(LogIn.Outcome.SIGNED_IN);
    }

    @Test
    void aRightOneIsNotCountedWhileTotpIsAway() {
      String email = ALLY.account();
      ALLY.totp.leave();
      try {
        for (int i = 0; i < 6; i++) {
          assertThatThrownBy(() -> ALLY.logIn(email, PASSWORD, requestInfo())).isInstanceOf(Unavailable.class);
        }
      } finally {
        ALLY.totp.serve(ALLY.bus);
      }
      assertThat(ALLY.logIn(email, PASSWORD, requestInfo()).outcome()).isEqualTo(LogIn.Outcome.SIGNED_IN);
    }
  }

  @Nested
  class WithACode {
    private String enrolled() {
      String email = ALLY.account();
      ALLY.activate(ALLY.session(email));
      return email;
    }

    @Test
    void opensASessionAndEndsThePendingLogin() {
      Secret pending = ALLY.pendingLogin(enrolled());
      Secret session = Secret.token(RANDOM);
      assertThat(ALLY.code(pending, FakeTotp.RIGHT, session)).isEqualTo(LogInWithCode.Outcome.SIGNED_IN);
      assertThat(ALLY.isOpen(session)).isTrue();
      assertThat(ALLY.code(pending, FakeTotp.RIGHT, Secret.token(RANDOM))).isEqualTo(LogInWithCode.Outcome.EXPIRED);
    }

    @Test
    void pendingLoginOpensNothingElse() {
      Secret pending = ALLY.pendingLogin(enrolled());
      assertThat(ALLY.isOpen(pending)).isFalse();
      assertThat(ALLY.ask(ShowSecurity.OPERATION, new ShowSecurity(pending)).security()).isEmpty();
      assertThat(ALLY.ask(FindPendingLogin.OPERATION, new FindPendingLogin(pending)).pending()).isTrue();
    }

    @Test
    void sessionIsNoPendingLogin() {
      Secret session = ALLY.session(ALLY.account());
      ALLY.activate(session);
      assertThat(ALLY.code(session, FakeTotp.RIGHT, Secret.token(RANDOM))).isEqualTo(LogInWithCode.Outcome.EXPIRED);
    }

    @Test
    void pendingLoginLivesFiveMinutes() {
      Secret pending = ALLY.pendingLogin(enrolled());
      ALLY.clock.pass(Duration.ofMinutes(5));
      assertThat(ALLY.ask(FindPendingLogin.OPERATION, new FindPendingLogin(pending)).pending()).isFalse();
      assertThat(ALLY.code(pending, FakeTotp.RIGHT, Secret.token(RANDOM))).isEqualTo(LogInWithCode.Outcome.EXPIRED);
    }

    @Test
    void pendingLoginIsDeadAfterFiveMisses() {
      Secret pending = ALLY.pendingLogin(enrolled());
      for (int i = 0; i < 4; i++) {
        assertThat(ALLY.code(pending, "000000", Secret.token(RANDOM))).isEqualTo(CodeRefusal.WRONG);
      }
      assertThat(ALLY.code(pending, "000000", Secret.token(RANDOM))).isEqualTo(LogInWithCode.Outcome.DEAD);
      assertThat(ALLY.code(pending, FakeTotp.RIGHT, Secret.token(RANDOM))).isEqualTo(LogInWithCode.Outcome.EXPIRED);
    }

    @Test
    void repeatedAnswersAlike() {
      Secret pending = ALLY.pendingLogin(enrolled());
      LogInWithCode question = new LogInWithCode(
          UUID.randomUUID(), pending, Secret.of(FakeTotp.RIGHT), requestInfo(), Secret.token(RANDOM), Secret.empty());
      assertThat(ALLY.ask(LogInWithCode.OPERATION, question).outcome()).isEqualTo(LogInWithCode.Outcome.SIGNED_IN);
      assertThat(ALLY.ask(LogInWithCode.OPERATION, question).outcome()).isEqualTo(LogInWithCode.Outcome.SIGNED_IN);
    }

    @Test
    void diesWithASwitchOfTwoFactorInBetween() {
      String email = enrolled();
      Secret session = Secret.token(RANDOM);
      ALLY.code(ALLY.pendingLogin(email), FakeTotp.RIGHT, session);
      Secret pending = ALLY.pendingLogin(email);
      ALLY.deactivate(session, FakeTotp.RIGHT);
      ALLY.activate(session);
      assertThat(ALLY.code(pending, FakeTotp.RIGHT, Secret.token(RANDOM))).isEqualTo(LogInWithCode.Outcome.EXPIRED);
    }

    @Test
    void diesWithAPasswordChangeInBetween() {
      String email = enrolled();
      Secret pending = ALLY.pendingLogin(email);
      ALLY.database.execute(
          "UPDATE account.account SET password_version = password_version + 1 WHERE email = '" + email + "'");
      assertThat(ALLY.code(pending, FakeTotp.RIGHT, Secret.token(RANDOM))).isEqualTo(LogInWithCode.Outcome.EXPIRED);
    }
  }

  @Nested
  class Sessions {
    @Test
    void endAfterAnHourUnused() {
      Secret session = ALLY.session(ALLY.account());
      ALLY.clock.pass(Duration.ofMinutes(59));
      assertThat(ALLY.isOpen(session)).isTrue();
      ALLY.clock.pass(Duration.ofMinutes(59));
      assertThat(ALLY.isOpen(session)).isTrue();
      ALLY.clock.pass(Duration.ofMinutes(60));
      assertThat(ALLY.isOpen(session)).isFalse();
    }

    @Test
    void endAfterADayHoweverUsed() {
      Secret session = ALLY.session(ALLY.account());
      for (int i = 0; i < 47; i++) {
        ALLY.clock.pass(Duration.ofMinutes(30));
        assertThat(ALLY.isOpen(session)).isTrue();
      }
      ALLY.clock.pass(Duration.ofMinutes(30));
      assertThat(ALLY.isOpen(session)).isFalse();
    }

    @Test
    void endOnTheServerWhenLoggedOut() {
      String email = ALLY.account();
      Secret session = ALLY.session(email);
      Secret other = ALLY.session(email);
      ALLY.ask(LogOut.OPERATION, new LogOut(session, Secret.empty()));
      assertThat(ALLY.isOpen(session)).isFalse();
      assertThat(ALLY.isOpen(other)).isTrue();
    }

    @Test
    void areNotOpenedByNothing() {
      assertThat(ALLY.ask(FindSession.OPERATION, new FindSession(Secret.empty())).person()).isEmpty();
    }
  }

  @Nested
  class AgainstAnAttackerWhoWritesToTheDatabase {
    private final Keyring foreign = Keyring.parse(List.of(Keyring.generateLine(RANDOM)));

    /** Found by nothing that is made without the key. */
    @Test
    void aPlantedSessionOpensNothing() throws NoSuchAlgorithmException {
      String email = ALLY.account();
      Secret token = Secret.token(RANDOM);
      byte[] text = token.revealBytes();
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      for (byte[] hash : List.of(
          text, bytes, sha256.digest(text), sha256.digest(bytes), foreign.hash("SESSION", token))) {
        ALLY.database.execute("""
            INSERT INTO account.session (token_hash, id, account_id, address, user_agent, created_at, last_seen_at)
            SELECT '\\x%s', gen_random_uuid(), id, '', '', '2026-03-03T09:00:00Z', '2026-03-03T09:00:00Z'
            FROM account.account WHERE email = '%s'""".formatted(HexFormat.of().formatHex(hash), email));
      }
      assertThat(ALLY.isOpen(token)).isFalse();
    }

    @Test
    void aPlantedHashOpensNothing() {
      String email = ALLY.account();
      UUID id = ALLY.ask(ShowAccount.OPERATION, new ShowAccount(email)).status().orElseThrow().person().accountId();
      Secret theirs = Secret.of("the thief's own password");
      String hash = new PasswordHash(SETTINGS.hash().memoryKib(), SETTINGS.hash().iterations()).hash(theirs, RANDOM);
      byte[] inClear = hash.getBytes(StandardCharsets.UTF_8);
      byte[] sealed = new SealedPasswords(foreign, RANDOM).seal(id, hash).bytes();
      for (byte[] planted : List.of(inClear, sealed)) {
        ALLY.database.execute("UPDATE account.account SET sealed_password_hash = '\\x%s' WHERE email = '%s'"
            .formatted(HexFormat.of().formatHex(planted), email));
        assertThat(ALLY.logIn(email, theirs, requestInfo()).outcome()).isEqualTo(LogIn.Outcome.REFUSED);
      }
    }

    @Test
    void aHashMovedFromAnotherAccountOpensNothing() {
      String mine = ALLY.account();
      String victim = ALLY.account();
      ALLY.database.execute("""
          UPDATE account.account v SET sealed_password_hash = m.sealed_password_hash
          FROM account.account m WHERE m.email = '%s' AND v.email = '%s'""".formatted(mine, victim));
      assertThat(ALLY.logIn(victim, PASSWORD, requestInfo()).outcome()).isEqualTo(LogIn.Outcome.REFUSED);
    }

    @Test
    void aThiefOfTheTablesFindsNoSecret() {
      Secret session = ALLY.session(ALLY.account());
      String tables = ALLY.database.dump(Schema.ACCOUNT);
      assertThat(tables).contains("ada").doesNotContain("argon2");
      for (Secret secret : List.of(session, PASSWORD, Secret.of("$argon2"))) {
        assertThat(tables)
            .doesNotContain(secret.revealText().toLowerCase(Locale.ROOT))
            .doesNotContain(HexFormat.of().formatHex(secret.revealBytes()));
      }
    }
  }
}
