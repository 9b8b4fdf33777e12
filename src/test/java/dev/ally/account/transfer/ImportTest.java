package dev.ally.account.transfer;

import static dev.ally.account.AccountFixture.PASSWORD;
import static dev.ally.account.AccountFixture.requestInfo;
import static dev.ally.harness.Answers.atOnce;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.account.AccountFixture;
import dev.ally.contract.account.AccountFilter.Cursor;
import dev.ally.contract.account.ActivityKind;
import dev.ally.contract.account.ChangeGroup;
import dev.ally.contract.account.ExportAccounts;
import dev.ally.contract.account.ImportAccounts;
import dev.ally.contract.account.ImportAccounts.Line;
import dev.ally.contract.account.LockAccount;
import dev.ally.contract.account.LogIn;
import dev.ally.contract.account.MakeResetLink;
import dev.ally.contract.account.ResetPassword;
import dev.ally.contract.account.ShowAccount;
import dev.ally.contract.account.ShowActivity;
import dev.ally.crypto.Secret;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Accounts that an operator imports, and how they log in. */
class ImportTest {
  @RegisterExtension static final AccountFixture ALLY = new AccountFixture();

  private static final Secret THEIRS = Secret.of("correct horse b\u00e4ttery");
  /** By Python's bcrypt 5.0.0 and argon2-cffi 25.1.0. */
  private static final String BCRYPT = "$2b$05$.y1eiteV..tE67EBJkmCKeAwt1GUzvLGhc2MmI4bAN6aWSyAk0soy";
  private static final String ARGON2D =
      "$argon2d$v=19$m=1024,t=2,p=2$MDEyMzQ1Njc4OWFiY2RlZg$hgAVpqtuuAqRCET1uEKJKANoAiOo1zwKX6NR78DtMrM";
  private static final String URI = "otpauth://totp/Old:ada@example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

  private final String email = UUID.randomUUID() + "@example.org";

  @BeforeEach
  void forget() {
    ALLY.totp.enrolled.clear();
    ALLY.totp.uris.clear();
  }

  private JsonObject line() {
    return new JsonObject().put("email", email).put("name", "Ada").put("password_hash", BCRYPT);
  }

  private static ImportAccounts.Answer take(JsonObject... lines) {
    return take(UUID.randomUUID(), lines);
  }

  private static ImportAccounts.Answer take(UUID operation, JsonObject... lines) {
    List<Line> all = new ArrayList<>();
    for (JsonObject line : lines) {
      all.add(new Line(all.size() + 1, Secret.of(line.encode())));
    }
    return ALLY.ask(ImportAccounts.OPERATION, new ImportAccounts(operation, all));
  }

  private static void taken(JsonObject... lines) {
    ImportAccounts.Answer answer = take(lines);
    assertThat(answer.refused()).isEmpty();
    assertThat(answer.imported()).isEqualTo(lines.length);
  }

  private LogIn.Outcome logIn(Secret password) {
    return ALLY.logIn(email, password, requestInfo()).outcome();
  }

  private long foreignHashes() {
    return ALLY.database.count("account.account WHERE foreign_hash IS NOT NULL AND email = '" + email + "'");
  }

  @Test
  void logsInWithTheOldPasswordWhoseHashIsReplacedThen() {
    taken(line());
    assertThat(logIn(Secret.of("not the right password"))).isEqualTo(LogIn.Outcome.REFUSED);
    assertThat(foreignHashes()).isEqualTo(1);
    assertThat(logIn(THEIRS)).isEqualTo(LogIn.Outcome.SIGNED_IN);
    assertThat(foreignHashes()).isZero();
    assertThat(logIn(THEIRS)).isEqualTo(LogIn.Outcome.SIGNED_IN);
    assertThat(logIn(Secret.of("not the right password"))).isEqualTo(LogIn.Outcome.REFUSED);
  }

  @Test
  void aHashIsReplacedAlsoWhereACodeIsStillToCome() {
    taken(line().put("password_hash", ARGON2D).put("authenticators", new JsonArray().add(URI)));
    assertThat(logIn(THEIRS)).isEqualTo(LogIn.Outcome.CODE_NEEDED);
    assertThat(foreignHashes()).isZero();
    assertThat(logIn(THEIRS)).isEqualTo(LogIn.Outcome.CODE_NEEDED);
  }

  @Test
  void ofManyLoginsAtOnceAllAreSignedIn() {
    taken(line());
    atOnce(5, () -> LogIn.OPERATION.ask(ALLY.bus, new LogIn(
        UUID.randomUUID(), email, THEIRS, requestInfo(), Secret.token(AccountFixture.RANDOM), Secret.empty())));
    assertThat(foreignHashes()).isZero();
    assertThat(ALLY.database.count("account.session s JOIN account.account a ON a.id = s.account_id WHERE a.email = '"
        + email + "'")).isEqualTo(5);
  }

  @Test
  void aPasswordIsTriedAsItWasTypedAndInNfkc() {
    // "b" with a combining diaeresis over the "a", and full-width letters: only NFKC makes the password of them.
    taken(line());
    assertThat(logIn(Secret.of("correct horse ba\u0308ttery"))).isEqualTo(LogIn.Outcome.SIGNED_IN);
    assertThat(logIn(THEIRS)).isEqualTo(LogIn.Outcome.SIGNED_IN);
  }

  /** The hash is of the decomposed form, by Python's bcrypt 5.0.0. */
  @Test
  void aPasswordThatWasHashedOutsideNfkcIsFoundAsTyped() {
    taken(line().put("password_hash", "$2b$05$ckH1qUQJIL3vyzgxDFJiceo3GqY/djzCRlNt7ZF1qdQYKOrhtFBpS"));
    assertThat(logIn(THEIRS)).isEqualTo(LogIn.Outcome.REFUSED);
    assertThat(logIn(Secret.of("correct horse ba\u0308ttery"))).isEqualTo(LogIn.Outcome.SIGNED_IN);
    assertThat(logIn(THEIRS)).as("from then on in NFKC").isEqualTo(LogIn.Outcome.SIGNED_IN);
  }

  @Test
  void aShortOldPasswordOpensItsAccount() {
    taken(line().put("password_hash", "$2b$05$eD2tNBjrLi/My0udECIGMuUMm/U2EkbtXKCl8/KbBZTL701GxNWvC"));
    assertThat(logIn(Secret.of("abc"))).isEqualTo(LogIn.Outcome.SIGNED_IN);
    assertThat(logIn(Secret.of("abc"))).isEqualTo(LogIn.Outcome.SIGNED_IN);
  }

  /** As every statement that writes a new password does, also one of the version before. */
  @Test
  void aNewPasswordEndsTheOldHash() {
    taken(line());
    Secret link = Secret.token(AccountFixture.RANDOM);
    ALLY.ask(MakeResetLink.OPERATION, new MakeResetLink(email, link));
    Secret chosen = Secret.of("staple the other horse");
    assertThat(ALLY.ask(ResetPassword.OPERATION, new ResetPassword(UUID.randomUUID(), link, chosen, requestInfo()))
        .outcome()).isEqualTo(ResetPassword.Outcome.CHANGED);
    assertThat(foreignHashes()).isZero();
    assertThat(logIn(THEIRS)).isEqualTo(LogIn.Outcome.REFUSED);
    assertThat(logIn(chosen)).isEqualTo(LogIn.Outcome.SIGNED_IN);
  }

  @Test
  void everyFieldIsTakenOver() {
    UUID id = UUID.randomUUID();
    taken(line().put("id", id.toString()).put("groups", new JsonArray().add("staff").add("admins").add("staff"))
        .put("created_at", "2020-02-02T10:00:00+01:00").put("language", "pt-BR").put("locked", true)
        .put("authenticators", new JsonArray().add(URI)));
    ShowAccount.Status status = ALLY.ask(ShowAccount.OPERATION, new ShowAccount(email)).status().orElseThrow();
    assertThat(status.person().accountId()).isEqualTo(id);
    assertThat(status.person().name()).isEqualTo("Ada");
    assertThat(status.since()).isEqualTo("2020-02-02T09:00:00Z");
    assertThat(status.groups()).isEqualTo(Set.of("admins", "staff"));
    assertThat(status.lockedSince()).contains(AccountFixture.START);
    assertThat(status.twoFactor()).isTrue();
    assertThat(ALLY.totp.uris.get(id)).containsExactly(Secret.of(URI));
    assertThat(logIn(THEIRS)).isEqualTo(LogIn.Outcome.REFUSED);
    assertThat(ALLY.database.count("account.account WHERE two_factor AND language = 'pt-BR' AND email = '" + email + "'"))
        .isEqualTo(1);
    assertThat(ALLY.database.count("account.event WHERE what = 'ACCOUNT_IMPORTED' AND actor = 'operator' AND account_id = '"
        + id + "'")).isEqualTo(1);
    assertThat(ALLY.database.count("account.letter WHERE account_id = '" + id + "'")).as("emails").isZero();
  }

  @Test
  void theImportStandsInTheActivity() {
    taken(line());
    Secret session = Secret.token(AccountFixture.RANDOM);
    ALLY.logIn(email, THEIRS, requestInfo(), session, Secret.empty());
    assertThat(ALLY.ask(ShowActivity.OPERATION, new ShowActivity(session, 0)).activity().orElseThrow().events())
        .extracting(ShowActivity.Event::kind).contains(ActivityKind.ACCOUNT_IMPORTED);
  }

  @Test
  void anAddressThatHasAnAccountIsLeftAsItIs() {
    String known = ALLY.account();
    ImportAccounts.Answer answer = take(
        line().put("email", known), line().put("email", " " + known.toUpperCase(Locale.ROOT)), line(), line());
    assertThat(answer.refused()).isEmpty();
    assertThat(answer.imported()).isEqualTo(1);
    assertThat(answer.existing()).isEqualTo(3);
    assertThat(ALLY.logIn(known, PASSWORD, requestInfo()).outcome()).isEqualTo(LogIn.Outcome.SIGNED_IN);
    assertThat(take(line()).existing()).as("run again").isEqualTo(1);
  }

  /** Of one address in questions at the same time one line makes the account, with its own authenticators alone. */
  @Test
  void questionsAtTheSameTimeMakeNothingTwice() {
    JsonObject line = line().put("authenticators", new JsonArray().add(URI));
    List<ImportAccounts.Answer> answers = atOnce(8, () -> ImportAccounts.OPERATION.ask(
        ALLY.bus, new ImportAccounts(UUID.randomUUID(), List.of(new Line(1, Secret.of(line.encode()))))));
    assertThat(answers.stream().mapToInt(ImportAccounts.Answer::imported).sum()).isEqualTo(1);
    assertThat(answers.stream().mapToInt(ImportAccounts.Answer::existing).sum()).isEqualTo(7);
    assertThat(ALLY.totp.uris).hasSize(1);
  }

  @Test
  void anIdThatIsTakenIsNotKept() {
    UUID id = UUID.randomUUID();
    taken(line().put("id", id.toString()));
    String other = UUID.randomUUID() + "@example.org";
    taken(line().put("email", other).put("id", id.toString()));
    assertThat(ALLY.ask(ShowAccount.OPERATION, new ShowAccount(other)).status().orElseThrow().person().accountId())
        .isNotEqualTo(id);
  }

  @Test
  void aQuestionWhoseAnswerWasLostIsAnsweredTheSameAgain() {
    taken(line());
    String other = UUID.randomUUID() + "@example.org";
    JsonObject[] lines = {line(), new JsonObject().put("email", other), new JsonObject().put("email", other)};
    UUID operation = UUID.randomUUID();
    ImportAccounts.Answer first = take(operation, lines);
    assertThat(first.imported()).isEqualTo(1);
    assertThat(first.existing()).isEqualTo(2);
    assertThat(take(operation, lines)).isEqualTo(first);
    assertThat(take(lines).existing()).as("another import").isEqualTo(3);
  }

  @Test
  void anAuthenticatorsUriThatIsTooLongIsRefusedForThat() {
    String uri = URI + "&image=https://example.org/" + "i".repeat(2_000 - URI.length() - 27);
    assertThat(uri).hasSize(2_000);
    ImportAccounts.Answer answer = take(line().put("authenticators", new JsonArray().add(uri + "i")));
    assertThat(answer.refused()).extracting(ImportAccounts.Refused::reason)
        .containsExactly("an authenticator has a URI of more than 2000 characters");
    taken(line().put("authenticators", new JsonArray().add(uri)));
  }

  /** Killed between totp and account, and run again: the id is the same, so the authenticators are its own. */
  @Test
  void anImportThatWasKilledGoesOn() {
    JsonObject line = line().put("authenticators", new JsonArray().add(URI));
    ALLY.totp.losesAnswers = true;
    assertThat(ImportAccounts.OPERATION.ask(ALLY.bus, new ImportAccounts(
        UUID.randomUUID(),
        List.of(new Line(1, Secret.of(line.encode())))))).isNotNull();
    while (ALLY.totp.uris.isEmpty()) {
      Thread.onSpinWait();
    }
    ALLY.totp.losesAnswers = false;
    assertThat(ALLY.database.count("account.account WHERE email = '" + email + "'")).isZero();
    taken(line);
    assertThat(ALLY.totp.uris).hasSize(1);
    assertThat(logIn(THEIRS)).isEqualTo(LogIn.Outcome.CODE_NEEDED);
  }

  @Test
  void withoutAHashALinkIsNeeded() {
    taken(new JsonObject().put("email", email));
    assertThat(logIn(THEIRS)).isEqualTo(LogIn.Outcome.REFUSED);
    assertThat(ALLY.ask(MakeResetLink.OPERATION, new MakeResetLink(email, Secret.token(AccountFixture.RANDOM))).outcome())
        .isEqualTo(MakeResetLink.Outcome.MADE);
    assertThat(ALLY.ask(ShowAccount.OPERATION, new ShowAccount(email)).status().orElseThrow().person().name())
        .isEqualTo(email.substring(0, email.indexOf('@')));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
    "[1]|is no JSON object",
    "{\"email\":1}|email is no text",
    "{}|email is missing",
    "{\"email\":\"nobody\"}|email is no email address that mail can be sent to",
    "{\"email\":\"a@example.org\",\"nmae\":\"\\u202eA\"}|unknown field \"nmae\"",
    "{\"email\":\"a@example.org\",\"name\":\"A\\u0000\"}|name has characters that cannot be shown",
    "{\"email\":\"a@example.org\",\"name\":\"\\ud800\"}|name has characters that cannot be shown",
    "{\"email\":\"a@example.org\",\"password_hash\":\"{SSHA}abc\"}|password_hash has a form that is not known",
    "{\"email\":\"a@example.org\",\"password_hash\":{\"a\":1}}|password_hash is an object neither of Keycloak nor of Firebase",
    "{\"email\":\"a@example.org\",\"password_hash\":\"$2b$15$GnwE3dCSsK8XWqg04G6rPO3if/tk3HkeJnc8RjX9cS.9.goklbSz2\"}"
        + "|password_hash has a cost of bcrypt that is not 4 to 14",
    "{\"email\":\"a@example.org\",\"groups\":[\"two words\"]}"
        + "|group \"two words\" is no name of 1 to 64 ASCII letters, digits, . _ -",
    "{\"email\":\"a@example.org\",\"locked\":\"yes\"}|locked is neither true nor false",
    "{\"email\":\"a@example.org\",\"id\":\"7\"}|id is no UUID",
    "{\"email\":\"a@example.org\",\"created_at\":\"2999-01-01T00:00:00Z\"}|created_at is in the future",
    "{\"email\":\"a@example.org\",\"created_at\":\"yesterday\"}|created_at is no time such as 2026-03-03T09:00:00Z",
    "{\"email\":\"a@example.org\",\"language\":\"../en\"}|language is no tag such as en or pt-BR",
    "{\"email\":\"a@example.org\",\"authenticators\":\"otpauth\"}|authenticators is no array",
  })
  void aLineThatIsWrongIsSkippedWithItsReason(String line, String reason) {
    ImportAccounts.Answer answer = ALLY.ask(ImportAccounts.OPERATION, new ImportAccounts(UUID.randomUUID(), List.of(
        new Line(7, Secret.of(line)), new Line(8, Secret.of(line().encode())))));
    assertThat(answer.refused()).containsExactly(new ImportAccounts.Refused(7, reason));
    assertThat(answer.imported()).isEqualTo(1);
  }

  @Test
  void keycloaksAndFirebasesHashesAreTakenAsObjects() {
    taken(line().put("password_hash", new JsonObject()
        .put("credentialData", "{\"hashIterations\":27500,\"algorithm\":\"pbkdf2-sha256\",\"additionalParameters\":{}}")
        .put("secretData", "{\"value\":\"zvBxxq+SIMEvkL7Z7VnLISVYx2yE4h8wyIxKMygMkd8=\",\"salt\":\"MDEyMzQ1Njc4OWFiY2RlZg==\"}")));
    assertThat(logIn(THEIRS)).isEqualTo(LogIn.Outcome.SIGNED_IN);
    String other = UUID.randomUUID() + "@example.org";
    taken(new JsonObject().put("email", other).put("password_hash", new JsonObject()
        .put("passwordHash", "lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==")
        .put("salt", "42xEC+ixf3L2lw==").put("saltSeparator", "Bw==").put("rounds", 8).put("memCost", 14)
        .put("signerKey", "jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==")));
    assertThat(ALLY.logIn(other, Secret.of("user1password"), requestInfo()).outcome()).isEqualTo(LogIn.Outcome.SIGNED_IN);
  }

  private JsonObject exported(boolean withSecrets) {
    return ALLY.ask(ExportAccounts.OPERATION, new ExportAccounts(Cursor.START, withSecrets)).lines().stream()
        .map(line -> new JsonObject(line.revealText())).filter(line -> line.getString("email").equals(email))
        .findFirst().orElseThrow();
  }

  @Test
  void whatIsExportedHasNoSecretsUnlessTheyAreAskedFor() {
    ALLY.database.execute("DELETE FROM account.account");
    taken(line().put("authenticators", new JsonArray().add(URI)).put("language", "de"));
    ALLY.ask(ChangeGroup.OPERATION, new ChangeGroup(email, "staff", true));
    ALLY.ask(LockAccount.OPERATION, new LockAccount(email, true));
    JsonObject plain = exported(false);
    assertThat(plain.fieldNames()).containsExactlyInAnyOrder(
        "id", "email", "name", "created_at", "language", "locked", "groups", "second_factor");
    JsonObject all = exported(true);
    assertThat(all.getString("password_hash")).isEqualTo(BCRYPT);
    assertThat(all.getJsonArray("authenticators")).containsExactly(URI);
    ALLY.database.execute("DELETE FROM account.account");
    taken(all);
    assertThat(exported(true)).isEqualTo(all);
  }
}
