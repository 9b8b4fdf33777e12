package dev.ally.account.person;

import static dev.ally.account.AccountFixture.PASSWORD;
import static dev.ally.account.AccountFixture.RANDOM;
import static dev.ally.account.AccountFixture.requestInfo;
import static dev.ally.harness.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.account.AccountFixture;
import dev.ally.account.Mailbox;
import dev.ally.account.password.SealedPasswords;
import dev.ally.contract.account.AskEmailChange;
import dev.ally.contract.account.AskPasswordReset;
import dev.ally.contract.account.CreateAccount;
import dev.ally.contract.account.ListAccounts;
import dev.ally.contract.account.LogIn;
import dev.ally.contract.account.NewAccount;
import dev.ally.contract.account.ResetPassword;
import dev.ally.crypto.PasswordHash;
import dev.ally.crypto.Sealed;
import dev.ally.crypto.Secret;
import dev.ally.database.Schema;
import dev.ally.database.Sql;
import dev.ally.mail.Email;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Accounts that the version before wrote, and those that become one by the way addresses are compared now. */
class StoredAddressesTest {
  @RegisterExtension static final AccountFixture ALLY = new AccountFixture();

  private static final Mailbox MAILBOX = new Mailbox(ALLY);
  private static final Secret OTHER_PASSWORD = Secret.of("staple the other horse");

  /** As the version before writes an account. */
  private static final String CREATE_BEFORE = """
      INSERT INTO account.account (id, email, email_key, name, sealed_password_hash, sealing_key_id, created_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7)
      ON CONFLICT DO NOTHING""";

  private static Pool pool;

  /** So that no two tests have one address. */
  private final String local = "a" + UUID.randomUUID();

  @BeforeAll
  static void connect() {
    pool = ALLY.database.pool(ALLY.vertx(), Schema.ACCOUNT);
  }

  /** How the version before compares an address. */
  private static String keyBefore(String typed) {
    return Normalizer.normalize(typed.strip(), Normalizer.Form.NFKC).toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT)
        .strip();
  }

  private static void before(String email, Secret password) {
    UUID id = UUID.randomUUID();
    String hash = new PasswordHash(64, 1).hash(password, RANDOM);
    Sealed sealed = new SealedPasswords(ALLY.keyring, RANDOM).seal(id, hash);
    answer(pool.preparedQuery(CREATE_BEFORE).execute(Tuple.of(
        id, email, keyBefore(email), "Ada", Buffer.buffer(sealed.bytes()), sealed.keyId(),
        Sql.utc(ALLY.clock.instant()))));
  }

  private static boolean isFoundByTheVersionBefore(String typed) {
    return answer(pool.preparedQuery("SELECT FROM account.account WHERE email_key = $1")
        .execute(Tuple.of(keyBefore(typed)))).size() == 1;
  }

  /** Reads them all first. */
  private static List<ListAccounts.Listed> sharing() {
    return ALLY.ask(ListAccounts.OPERATION, ListAccounts.START).accounts();
  }

  private static boolean opens(String email, Secret password) {
    return ALLY.logIn(email, password, requestInfo()).outcome() == LogIn.Outcome.SIGNED_IN;
  }

  private static Set<NewAccount.Problem> create(String email, Secret password) {
    return ALLY.ask(CreateAccount.OPERATION,
        new CreateAccount(UUID.randomUUID(), new NewAccount(email, "Ada", password))).problems();
  }

  private static void forgot(String email) {
    assertThat(ALLY.ask(AskPasswordReset.OPERATION, new AskPasswordReset(UUID.randomUUID(), email,
        requestInfo())).outcome())
        .isEqualTo(AskPasswordReset.Outcome.ASKED);
  }

  private static void askFor(String email) {
    String asker = ALLY.account();
    assertThat(ALLY.ask(AskEmailChange.OPERATION, new AskEmailChange(
            UUID.randomUUID(), ALLY.session(asker), email, PASSWORD, Secret.empty(), requestInfo())).outcome())
        .isEqualTo(AskEmailChange.Outcome.ASKED);
  }

  private static List<String> subjects(String address) {
    return MAILBOX.to(address).stream().map(Email::subject).filter(subject -> !subject.contains("Login from")).toList();
  }

  @Test
  void oneInAsciiIsFoundBeforeItIsRead() {
    before(local.toUpperCase(Locale.ROOT) + "@Example.org", PASSWORD);
    assertThat(opens(local + "@example.org", PASSWORD)).isTrue();
    assertThat(create(local + "@EXAMPLE.org", PASSWORD)).containsExactly(NewAccount.Problem.EMAIL_TAKEN);
  }

  @Test
  void oneOutsideAsciiIsFoundInEitherFormOnceItIsRead() {
    before(local + "@B\u00dcCHER.example", PASSWORD);
    sharing();
    assertThat(opens(local + "@b\u00fccher.example", PASSWORD)).isTrue();
    assertThat(opens(local + "@xn--bcher-kva.example", PASSWORD)).isTrue();
    assertThat(isFoundByTheVersionBefore(local + "@b\u00fccher.example")).isTrue();
  }

  @Test
  void mailLeavesForTheAddressThatIsStoredAndNotForTheOneThatWasTyped() {
    before(local.toUpperCase(Locale.ROOT) + "@B\u00fccher.example", PASSWORD);
    sharing();
    askFor(local + "@xn--bcher-kva.example");
    forgot(local + "@b\u00fccher.example");
    assertThat(subjects(local.toUpperCase(Locale.ROOT) + "@xn--bcher-kva.example"))
        .containsExactly("Ally: You already have an account", "Ally: Choose a new password");
    assertThat(subjects(local + "@xn--bcher-kva.example")).isEmpty();
  }

  @Test
  void whoHasAnAddressThatOnlyLookedTheSameLeavesItToItsOwner() {
    String carols = local + "@gmail.com";
    String lookalike = local + "@gma\u0131l.com";
    before(lookalike, OTHER_PASSWORD);
    sharing();
    assertThat(opens(carols, OTHER_PASSWORD)).isFalse();
    assertThat(create(carols, PASSWORD)).isEmpty();
    assertThat(opens(carols, PASSWORD)).isTrue();
    assertThat(opens(lookalike, OTHER_PASSWORD)).isTrue();
    forgot(carols);
    assertThat(subjects(carols)).containsExactly("Ally: Choose a new password");
    assertThat(subjects(local + "@xn--gmal-nza.com")).isEmpty();
  }

  @Test
  void theVersionBeforeFindsANewOneUnlessItTakesItForAnother() {
    create(local + "@B\u00fccher.example", PASSWORD);
    create(local + "@stra\u00dfe.de", PASSWORD);
    assertThat(isFoundByTheVersionBefore(local + "@b\u00fccher.example")).isTrue();
    assertThat(isFoundByTheVersionBefore(local + "@strasse.de")).isFalse();
    assertThat(create(local + "@strasse.de", PASSWORD)).isEmpty();
    assertThat(isFoundByTheVersionBefore(local + "@strasse.de")).isTrue();
  }

  @Test
  void oneThatTheVersionBeforeGaveAnotherEmailIsFoundByThatAlone() {
    create(local + "@example.org", PASSWORD);
    String other = local + "@b\u00fccher.example";
    ALLY.database.execute("UPDATE account.account SET email = '%s', email_key = '%s' WHERE email_key = '%s'"
        .formatted(other, other, local + "@example.org"));
    assertThat(opens(other, PASSWORD)).isTrue();
    assertThat(opens(local + "@example.org", PASSWORD)).isFalse();
    sharing();
    assertThat(opens(local + "@xn--bcher-kva.example", PASSWORD)).isTrue();
  }

  @Test
  void oneThatNoMailReachesIsStillOpenedByItsPasswordAndGetsNoMail() {
    String unreachable = "j\u00f6rg-" + local + "@example.org";
    before(unreachable, PASSWORD);
    sharing();
    assertThat(opens(unreachable.toUpperCase(Locale.ROOT), PASSWORD)).isTrue();
    assertThat(ALLY.ask(AskPasswordReset.OPERATION,
            new AskPasswordReset(UUID.randomUUID(), unreachable, requestInfo())))
        .isEqualTo(AskPasswordReset.Answer.malformed(NewAccount.Problem.EMAIL_LOCAL_PART));
    assertThat(subjects(unreachable)).isEmpty();
  }

  @Test
  void oneWithABlankBehindItIsFoundAndMailedWithoutIt() {
    before(local + "@example.org\u00a0", PASSWORD);
    sharing();
    assertThat(opens(local + "@example.org", PASSWORD)).isTrue();
    assertThat(opens(local + "@example.org\u00a0", PASSWORD)).isFalse();
    forgot(local + "@example.org");
    assertThat(subjects(local + "@example.org")).containsExactly("Ally: Choose a new password");
  }

  /** Versions before this one took both, and any number of such slips beside one address. */
  @Test
  void oneThatIsASlipOfAnothersAddressIsNotFoundInThatOnesPlaceAndHoldsUpNobody() {
    before(local + "@example.org", PASSWORD);
    before(local + "@example\u3002org", OTHER_PASSWORD);
    before(local + "@exam\ufe0fple.org", OTHER_PASSWORD);
    before(local + "@b\u00fccher.example", PASSWORD);
    assertThat(sharing()).filteredOn(one -> one.email().startsWith(local)).hasSize(3);
    assertThat(opens(local + "@example.org", PASSWORD)).isTrue();
    assertThat(opens(local + "@example.org", OTHER_PASSWORD)).isFalse();
    assertThat(opens(local + "@xn--bcher-kva.example", PASSWORD)).isTrue();
  }

  @Test
  void twoThatBecomeOneStayTwoAndAreListed() {
    String unicode = local + "@b\u00fccher.example";
    String ascii = local + "@xn--bcher-kva.example";
    before(unicode, PASSWORD);
    before(ascii, OTHER_PASSWORD);
    assertThat(sharing()).filteredOn(listed -> listed.address().equals(ascii))
        .extracting(ListAccounts.Listed::email).containsExactlyInAnyOrder(unicode, ascii);
    assertThat(opens(unicode, PASSWORD)).isTrue();
    assertThat(opens(ascii, OTHER_PASSWORD)).isTrue();
    assertThat(opens(unicode, OTHER_PASSWORD)).isFalse();
    assertThat(opens(ascii, PASSWORD)).isFalse();
    assertThat(create(unicode, PASSWORD)).containsExactly(NewAccount.Problem.EMAIL_TAKEN);
    assertThat(create(ascii, PASSWORD)).containsExactly(NewAccount.Problem.EMAIL_TAKEN);
  }

  @Test
  void ofTwoWithOneAddressTheMailboxOpensNoneButTheOneThatIsStoredInAscii() {
    String unicode = local + "@b\u00fccher.example";
    String ascii = local + "@xn--bcher-kva.example";
    before(unicode, PASSWORD);
    before(ascii, OTHER_PASSWORD);
    sharing();
    forgot(unicode);
    assertThat(MAILBOX.to(ascii)).singleElement().satisfies(message -> {
      assertThat(message.subject()).isEqualTo("Ally: A new password was requested");
      assertThat(message.link()).isEmpty();
    });
    forgot(ascii);
    Secret chosen = Secret.of("a third good password");
    assertThat(ALLY.ask(ResetPassword.OPERATION, new ResetPassword(
            UUID.randomUUID(), MAILBOX.link(ascii, "/reset"), chosen, requestInfo())).outcome())
        .isEqualTo(ResetPassword.Outcome.CHANGED);
    assertThat(opens(ascii, chosen)).isTrue();
    assertThat(opens(unicode, PASSWORD)).isTrue();
    askFor(unicode);
    assertThat(MAILBOX.to(ascii)).filteredOn(message -> message.subject().contains("You already have an account"))
        .singleElement().satisfies(message -> assertThat(message.link()).isEmpty());
  }

  @Test
  void ofTwoWithOneAddressTheRightPasswordOfOneForgivesNoWrongOneOfTheOther() {
    String unicode = local + "@b\u00fccher.example";
    String ascii = local + "@xn--bcher-kva.example";
    before(unicode, PASSWORD);
    before(ascii, OTHER_PASSWORD);
    sharing();
    for (int i = 0; i < 4; i++) {
      assertThat(opens(ascii, Secret.of("not the password " + i))).isFalse();
    }
    assertThat(opens(unicode, PASSWORD)).isTrue();
    assertThat(opens(ascii, Secret.of("not the password 4"))).isFalse();
    assertThat(ALLY.logIn(ascii, OTHER_PASSWORD, requestInfo()).outcome()).isEqualTo(LogIn.Outcome.WAIT);
  }

  @Test
  void oneOfTwoThatIsAloneAgainIsListedNoMoreAndFoundInEitherForm() {
    String unicode = local + "@b\u00fccher.example";
    String ascii = local + "@xn--bcher-kva.example";
    before(unicode, PASSWORD);
    before(ascii, OTHER_PASSWORD);
    sharing();
    ALLY.database.execute("DELETE FROM account.account WHERE email = '" + unicode + "'");
    assertThat(sharing()).noneMatch(listed -> listed.address().equals(ascii));
    assertThat(opens(unicode, OTHER_PASSWORD)).isTrue();
    assertThat(create(unicode, PASSWORD)).containsExactly(NewAccount.Problem.EMAIL_TAKEN);
  }

  @Test
  void spellingsOfOneAddressShareOneCounterOfWrongPasswords() {
    create(local + "@b\u00fccher.example", PASSWORD);
    List<String> spellings = List.of(
        "@b\u00fccher.example", "@xn--bcher-kva.example", "@BU\u0308CHER.example", "@XN--BCHER-KVA.EXAMPLE",
        "@b\u00dccher.Example");
    spellings.forEach(domain -> assertThat(opens(local + domain, Secret.of("not the password"))).isFalse());
    assertThat(ALLY.logIn(local + "@b\u00fccher.example", PASSWORD,
        requestInfo()).outcome()).isEqualTo(LogIn.Outcome.WAIT);
  }

  @Test
  void twoNodesReadThemTogether() {
    for (int i = 0; i < 3; i++) {
      ALLY.database.execute("""
          INSERT INTO account.account (id, email, email_key, name, sealed_password_hash, sealing_key_id, created_at)
          SELECT gen_random_uuid(), n || '-%1$s@B\u00fccher%2$s.example', n || '-%1$s@b\u00fccher%2$s.example', 'Ada', '',
            (SELECT id FROM account.sealing_key LIMIT 1), now()
          FROM generate_series(1, 600) n""".formatted(local, i));
    }
    StoredAddresses one = new StoredAddresses(new PgAddressStore(pool));
    StoredAddresses other = new StoredAddresses(new PgAddressStore(pool));
    answer(Future.all(one.readAll(), other.readThoseNotFound(), other.readAll()));
    assertThat(ALLY.database.count("account.account WHERE address_key IS NULL")).isZero();
    assertThat(ALLY.database.count("account.account WHERE address_twin = '' AND address_key LIKE '%-" + local
        + "@xn--bcher%'")).isEqualTo(1800);
  }
}
