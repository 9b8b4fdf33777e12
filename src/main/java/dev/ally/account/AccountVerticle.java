package dev.ally.account;

import dev.ally.config.MailLimits;
import dev.ally.config.Settings;
import dev.ally.contract.AdmitBrowser;
import dev.ally.contract.AskEmailChange;
import dev.ally.contract.AskPasswordReset;
import dev.ally.contract.Bus;
import dev.ally.contract.BusOperation;
import dev.ally.contract.CancelLink;
import dev.ally.contract.ChangeMethod;
import dev.ally.contract.ChangeName;
import dev.ally.contract.ChangePassword;
import dev.ally.contract.CompleteSignUp;
import dev.ally.contract.ConfirmEmailChange;
import dev.ally.contract.ConfirmLink;
import dev.ally.contract.CreateAccount;
import dev.ally.contract.Deactivate;
import dev.ally.contract.DeleteAccount;
import dev.ally.contract.EndOtherSessions;
import dev.ally.contract.EndSession;
import dev.ally.contract.FindLink;
import dev.ally.contract.FindPendingLogin;
import dev.ally.contract.FindSession;
import dev.ally.contract.LinkFurther;
import dev.ally.contract.ListAccounts;
import dev.ally.contract.LockAccount;
import dev.ally.contract.LogIn;
import dev.ally.contract.LogInWithCode;
import dev.ally.contract.LogOut;
import dev.ally.contract.MakeResetLink;
import dev.ally.contract.NameAuthenticator;
import dev.ally.contract.Reseal;
import dev.ally.contract.ReplaceRecoveryCodes;
import dev.ally.contract.ResetPassword;
import dev.ally.contract.ResetTwoFactor;
import dev.ally.contract.SaveRecoveryCodes;
import dev.ally.contract.ShowAccount;
import dev.ally.contract.ShowActivity;
import dev.ally.contract.ShowLink;
import dev.ally.contract.ShowRecoveryCodes;
import dev.ally.contract.ShowSecurity;
import dev.ally.contract.ShowSessions;
import dev.ally.contract.SignUp;
import dev.ally.contract.StopUndo;
import dev.ally.contract.UndoTwoFactor;
import dev.ally.contract.Unlink;
import dev.ally.contract.Way;
import dev.ally.crypto.Keyring;
import dev.ally.crypto.PasswordHash;
import dev.ally.database.Outage;
import dev.ally.database.Pools;
import dev.ally.database.Resealing;
import dev.ally.mail.Post;
import dev.ally.mail.Words;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.sqlclient.Pool;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the operations {@code account.…}: the one place that decides who may do what. */
public final class AccountVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(AccountVerticle.class);
  private static final Duration SETTLE_EVERY = Duration.ofSeconds(5);
  private static final Duration SEND_EVERY = Duration.ofSeconds(1);
  private static final Duration SWEEP_EVERY = Duration.ofMinutes(1);

  private final Pool pool;
  private final Keyring keyring;
  private final Settings settings;
  private final Clock clock;
  private final SecureRandom random;
  private final PgUpkeep upkeep;
  private final Optional<Bus> given;
  private final Optional<Post> post;
  private final Words words = Words.read();
  private final PgBudgetKeys budgetKeys;
  private Bus bus;
  private Hashing hashing;
  private Tokens tokens;
  private StoredAddresses addresses;

  /**
   * Of one process: asks and serves whoever is deployed in the same Vert.x.
   *
   * @param pool of a login that may use the schema {@code account}
   * @param keyring under which password hashes are sealed and tokens hashed
   * @param clock by which sessions and waits end
   */
  public AccountVerticle(Pool pool, Keyring keyring, Settings settings, Clock clock, SecureRandom random) {
    this(pool, keyring, settings, clock, random, Optional.empty(), Optional.empty());
  }

  /**
   * @param bus on which it serves, and asks {@code totp}; empty: that of its own Vert.x
   * @param post by which it sends the letters that are due; empty: it leaves them to others
   */
  public AccountVerticle(
      Pool pool, Keyring keyring, Settings settings, Clock clock, SecureRandom random, Optional<Bus> bus,
      Optional<Post> post) {
    this.pool = pool;
    this.keyring = keyring;
    this.settings = settings;
    this.clock = clock;
    this.random = random;
    this.given = bus;
    this.post = post;
    this.upkeep = new PgUpkeep(pool, settings.limits(), settings.activityLife());
    this.budgetKeys = new PgBudgetKeys(pool, keyring, random);
  }

  @Override
  public Future<?> start() {
    bus = given.orElseGet(() -> Bus.local(vertx));
    hashing = new Hashing(vertx, settings.hash(), bus.patience(Way.OUTER));
    PgAccountStore accounts = new PgAccountStore(pool);
    Switches switches = new Switches(vertx, bus, new PgIntentStore(pool), accounts, clock);
    Deletions deletions = new Deletions(bus, new PgDeletionStore(pool), clock);
    FreshGuesses freshGuesses = new FreshGuesses(bus, new PgFreshGuessStore(pool), clock);
    WaitingUndos undos = new WaitingUndos(new PgUndoStore(pool, MailLimits.PROMISED), switches, bus, clock);
    addresses = new StoredAddresses(new PgAddressStore(pool));
    return Pools.connect(vertx, pool, Pools.START_PATIENCE)
        .compose(connected -> upkeep.useKey(keyring, clock.instant()))
        .compose(marked -> budgetKeys.tokens())
        .onSuccess(opened -> tokens = opened)
        .compose(opened -> vertx.executeBlocking(AccountVerticle::readAddressTables))
        .compose(read -> addresses.readThoseNotFound().recover(failure -> quietly("read addresses", failure)))
        .compose(read -> vertx.executeBlocking(
            () -> new PasswordRules(settings.limits(), CommonPasswords.load(settings.limits().commonPasswords()))))
        .compose(rules -> vertx.executeBlocking(() -> passwordDesk(accounts, rules))
            .compose(passwords -> serve(accounts, switches, freshGuesses, rules, passwords)))
        .compose(served -> serveOperator(accounts, switches, deletions))
        .onSuccess(served -> {
          vertx.setPeriodic(SETTLE_EVERY.toMillis(), id -> quietly("read addresses", addresses.readAll()));
          vertx.setPeriodic(SETTLE_EVERY.toMillis(), id -> quietly("settle", switches.settleAll()));
          vertx.setPeriodic(SETTLE_EVERY.toMillis(), id -> quietly("delete", deletions.goOnWithAll()));
          vertx.setPeriodic(SETTLE_EVERY.toMillis(), id -> quietly("give fresh guesses", freshGuesses.grantAll()));
          vertx.setPeriodic(SETTLE_EVERY.toMillis(), id -> quietly("undo", undos.actDue()));
          post.ifPresent(this::sendLetters);
          vertx.setPeriodic(SWEEP_EVERY.toMillis(), id -> quietly("sweep", upkeep.sweep(clock.instant())));
        });
  }

  @Override
  public Future<?> stop() {
    return hashing == null ? Future.succeededFuture() : hashing.close();
  }

  /** Succeeds while the database answers and can be written. */
  public Future<Void> ready() {
    return Outage.unavailableWhenAway(upkeep.ping());
  }

  /** Takes over the keys of a newer reading of the same file; its first one seals from then on. */
  public Future<Void> useKeys(Keyring newer) {
    return upkeep.useKey(newer, clock.instant()).onSuccess(marked -> keyring.replaceBy(newer));
  }

  private static Void readAddressTables() {
    EmailAddress.readTables();
    return null;
  }

  private void sendLetters(Post by) {
    Outbox outbox = new Outbox(
        new PgLetterStore(pool, MailLimits.PROMISED), new LetterWriter(words, settings.issuer(), links()), by, clock);
    vertx.setPeriodic(SEND_EVERY.toMillis(), id -> quietly("send", outbox.round()));
    vertx.setPeriodic(SWEEP_EVERY.toMillis(), id -> quietly("give up", outbox.giveUp()));
  }

  private PasswordDesk passwordDesk(PgAccountStore accounts, PasswordRules rules) {
    return new PasswordDesk(
        new PgPasswordStore(pool, settings.limits()),
        accounts,
        hashing,
        new PasswordHash(settings.hash().memoryKib(), settings.hash().iterations()),
        new SealedPasswords(keyring, random),
        rules,
        tokens,
        clock,
        random);
  }

  private Future<?> serve(
      PgAccountStore accounts, Switches switches, FreshGuesses freshGuesses, PasswordRules rules,
      PasswordDesk passwords) {
    PgLoginStore logins = new PgLoginStore(pool, settings.limits());
    SessionDesk sessions = new SessionDesk(
        new PgSessionStore(pool, settings.limits()), logins, new PgHourStore(pool),
        settings.limits().changesOfAccount(), tokens, clock, random);
    SignUpDesk signUps = new SignUpDesk(
        settings, confirmedSignUps(logins, rules, passwords), new NewAccountRules(rules), passwords,
        new PgHourStore(pool), accounts, logins, tokens, clock);
    PgUndoStore undos = new PgUndoStore(pool, MailLimits.PROMISED);
    LogInDesk logIns = new LogInDesk(
        passwords, letters(), accounts, logins, new PgWrongCodeStore(pool, settings.limits(), logins), switches, tokens,
        bus, clock);
    TwoFactorDesk twoFactor =
        new TwoFactorDesk(sessions, passwords, accounts, undos, switches, tokens, bus, clock, settings.issuer());

    FactorDesk factors = new FactorDesk(sessions, switches, tokens, bus);

    List<Future<?>> served = new ArrayList<>();
    served.add(serve(SignUp.OPERATION, signUps::signUp));
    served.add(serve(CreateAccount.OPERATION, signUps::create));
    served.add(serve(LogIn.OPERATION, logIns::logIn));
    served.add(serve(FindPendingLogin.OPERATION, logIns::findPending));
    served.add(serve(LogInWithCode.OPERATION, logIns::logInWithCode));
    served.add(serve(FindSession.OPERATION, sessions::find));
    served.add(serve(LogOut.OPERATION, sessions::logOut));
    served.add(serve(ChangeName.OPERATION, new ProfileDesk(sessions, accounts, clock)::changeName));
    served.add(serve(ShowActivity.OPERATION, new ActivityDesk(sessions, new PgActivityStore(pool))::show));
    served.add(serve(ShowSessions.OPERATION, sessions::list));
    served.add(serve(EndSession.OPERATION, sessions::end));
    served.add(serve(EndOtherSessions.OPERATION, sessions::endOthers));
    served.add(serve(ShowSecurity.OPERATION, twoFactor::security));
    served.add(serve(ChangeMethod.OPERATION, twoFactor::changeMethod));
    served.add(serve(ShowLink.OPERATION, twoFactor::link));
    served.add(serve(ConfirmLink.OPERATION, twoFactor::confirmLink));
    served.add(serve(CancelLink.OPERATION, twoFactor::cancelLink));
    served.add(serve(Deactivate.OPERATION, twoFactor::deactivate));
    served.add(serve(ResetTwoFactor.OPERATION, twoFactor::reset));
    served.add(serve(ShowRecoveryCodes.OPERATION, factors::show));
    served.add(serve(SaveRecoveryCodes.OPERATION, factors::save));
    served.add(serve(ReplaceRecoveryCodes.OPERATION, factors::replaceCodes));
    served.add(serve(LinkFurther.OPERATION, factors::link));
    served.add(serve(Unlink.OPERATION, factors::unlink));
    served.add(serve(NameAuthenticator.OPERATION, factors::rename));
    served.add(serve(ChangePassword.OPERATION, new PasswordChangeDesk(
        sessions, reauthentication(passwords), passwords, rules, new PgPasswordChangeStore(pool), tokens,
        clock)::change));
    served.addAll(serveMail(
        sessions, switches, freshGuesses, rules, passwords, confirmedSignUps(logins, rules, passwords), undos));
    served.add(serve(
        Reseal.OF_ACCOUNT,
        new Resealing(pool, keyring, new SealedPasswordTable(
            new SealedPasswords(keyring, random), budgetKeys))::reseal));
    return Future.all(served);
  }

  private Future<?> serveOperator(PgAccountStore accounts, Switches switches, Deletions deletions) {
    OperatorDesk operator = new OperatorDesk(
        accounts, new PgStatusStore(pool, settings.limits()), new PgLockStore(pool),
        new PgPasswordResetStore(pool, MailLimits.PROMISED), links(), new PgDeletionStore(pool), deletions, switches, bus,
        clock);
    return Future.all(
        serve(ListAccounts.OPERATION, addresses::list),
        serve(ShowAccount.OPERATION, operator::show),
        serve(LockAccount.OPERATION, operator::lock),
        serve(MakeResetLink.OPERATION, operator::makeResetLink),
        serve(DeleteAccount.OPERATION, operator::delete));
  }

  /** What is asked for by mail, and what its links open. */
  private List<Future<?>> serveMail(
      SessionDesk sessions, Switches switches, FreshGuesses freshGuesses, PasswordRules rules, PasswordDesk passwords,
      ConfirmedSignUpDesk signUps, PgUndoStore undoStore) {
    UndoService undos = new UndoService(undoStore, links(), passwords, switches, tokens, bus, clock);
    EmailChangeDesk emails = new EmailChangeDesk(
        sessions, reauthentication(passwords), rules, letters(), new PgEmailChangeStore(pool, MailLimits.PROMISED),
        links(), switches, clock);
    PasswordResetDesk resets = new PasswordResetDesk(
        new PgPasswordResetStore(pool, MailLimits.PROMISED), links(), passwords, rules, switches, freshGuesses, clock);
    BrowserLinkDesk browsers =
        new BrowserLinkDesk(new PgBrowserLinkStore(pool, MailLimits.PROMISED), links(), tokens, clock);
    MailedLinkFinder finder = new MailedLinkFinder(Map.of(
        FindLink.Kind.RESET, resets::find,
        FindLink.Kind.BROWSER, browsers::find,
        FindLink.Kind.SIGN_UP, signUps::find,
        FindLink.Kind.EMAIL, emails::find,
        FindLink.Kind.UNDO, undos::find,
        FindLink.Kind.STOP_UNDO, undos::findStop));
    return List.of(
        serve(AskPasswordReset.OPERATION, letters()::askReset),
        serve(CompleteSignUp.OPERATION, signUps::complete),
        serve(FindLink.OPERATION, finder::find),
        serve(ResetPassword.OPERATION, resets::reset),
        serve(AskEmailChange.OPERATION, emails::ask),
        serve(ConfirmEmailChange.OPERATION, emails::confirm),
        serve(AdmitBrowser.OPERATION, browsers::admit),
        serve(UndoTwoFactor.OPERATION, undos::undo),
        serve(StopUndo.OPERATION, undos::stop));
  }

  private Reauthentication reauthentication(PasswordDesk passwords) {
    return new Reauthentication(passwords, new PgActivityStore(pool), tokens, bus, clock);
  }

  private ConfirmedSignUpDesk confirmedSignUps(
      PgLoginStore logins, PasswordRules rules, PasswordDesk passwords) {
    return new ConfirmedSignUpDesk(
        new PgUnconfirmedStore(pool, MailLimits.PROMISED), links(), letters(), new NewAccountRules(rules), passwords,
        logins, tokens, clock);
  }

  private LetterDesk letters() {
    return new LetterDesk(
        settings.mail().configured(), new PgHourStore(pool), tokens, MailLimits.PROMISED, clock);
  }

  private Links links() {
    return new Links(pool, tokens, settings.publicUrl(), random, clock);
  }

  private <Q, A> Future<?> serve(BusOperation<Q, A> operation, Function<Q, Future<A>> service) {
    return operation.serve(bus, q -> Outage.unavailableWhenAway(service.apply(q)));
  }

  private static void quietly(String what, Future<?> work) {
    work.onFailure(failure -> quietly(what, failure));
  }

  private static Future<Void> quietly(String what, Throwable failure) {
    Outage.orElse(failure, () -> LOG.warn("could not {}: {}", what, failure.toString()));
    return Future.succeededFuture();
  }
}
