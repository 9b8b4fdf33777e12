package dev.ally.account;

import dev.ally.account.factor.FactorService;
import dev.ally.account.factor.FactorSwitch;
import dev.ally.account.factor.FreshGuesses;
import dev.ally.account.factor.PgFreshGuessStore;
import dev.ally.account.factor.PgIntentStore;
import dev.ally.account.factor.PgUndoStore;
import dev.ally.account.factor.TwoFactorService;
import dev.ally.account.factor.UndoService;
import dev.ally.account.factor.WaitingUndos;
import dev.ally.account.login.BrowserLinkService;
import dev.ally.account.login.LogInService;
import dev.ally.account.login.PgBrowserLinkStore;
import dev.ally.account.login.PgWrongCodeStore;
import dev.ally.account.mailed.EmailWriter;
import dev.ally.account.mailed.MailRequestService;
import dev.ally.account.mailed.MailedLinkFinder;
import dev.ally.account.mailed.MailedLinks;
import dev.ally.account.mailed.Outbox;
import dev.ally.account.mailed.PgOutboxStore;
import dev.ally.account.operator.Deletions;
import dev.ally.account.operator.OperatorService;
import dev.ally.account.operator.PgDeletionStore;
import dev.ally.account.operator.PgLockStore;
import dev.ally.account.operator.PgStatusStore;
import dev.ally.account.password.PasswordVerifier;
import dev.ally.account.password.PgPasswordStore;
import dev.ally.account.password.SealedPasswordTable;
import dev.ally.account.password.SealedPasswords;
import dev.ally.account.password.queue.HashQueue;
import dev.ally.account.person.PgAccountStore;
import dev.ally.account.person.PgAddressStore;
import dev.ally.account.person.PgBudgetKeys;
import dev.ally.account.person.PgHourStore;
import dev.ally.account.person.StoredAddresses;
import dev.ally.account.person.Tokens;
import dev.ally.account.profile.EmailChangeService;
import dev.ally.account.profile.PasswordChangeService;
import dev.ally.account.profile.PasswordResetService;
import dev.ally.account.profile.PgEmailChangeStore;
import dev.ally.account.profile.PgPasswordChangeStore;
import dev.ally.account.profile.PgPasswordResetStore;
import dev.ally.account.profile.ProfileService;
import dev.ally.account.rules.CommonPasswords;
import dev.ally.account.rules.EmailAddress;
import dev.ally.account.rules.NewAccountRules;
import dev.ally.account.rules.PasswordRules;
import dev.ally.account.session.ActivityService;
import dev.ally.account.session.PgActivityStore;
import dev.ally.account.session.PgLoginStore;
import dev.ally.account.session.PgSessionStore;
import dev.ally.account.session.Reauthentication;
import dev.ally.account.session.SessionService;
import dev.ally.account.signup.ConfirmedSignUpService;
import dev.ally.account.signup.PgUnconfirmedStore;
import dev.ally.account.signup.SignUpService;
import dev.ally.bus.Bus;
import dev.ally.bus.BusOperation;
import dev.ally.bus.Hop;
import dev.ally.config.Limit;
import dev.ally.config.Settings;
import dev.ally.contract.Reseal;
import dev.ally.contract.account.AbandonEnrolment;
import dev.ally.contract.account.AddAuthenticator;
import dev.ally.contract.account.AdmitBrowser;
import dev.ally.contract.account.AskEmailChange;
import dev.ally.contract.account.AskPasswordReset;
import dev.ally.contract.account.ChangeMethod;
import dev.ally.contract.account.ChangeName;
import dev.ally.contract.account.ChangePassword;
import dev.ally.contract.account.CompleteEnrolment;
import dev.ally.contract.account.CompleteSignUp;
import dev.ally.contract.account.ConfirmEmailChange;
import dev.ally.contract.account.CreateAccount;
import dev.ally.contract.account.Deactivate;
import dev.ally.contract.account.DeleteAccount;
import dev.ally.contract.account.DropAuthenticator;
import dev.ally.contract.account.EndOtherSessions;
import dev.ally.contract.account.EndSession;
import dev.ally.contract.account.FindEnrolment;
import dev.ally.contract.account.FindMailedLink;
import dev.ally.contract.account.FindPendingLogin;
import dev.ally.contract.account.FindSession;
import dev.ally.contract.account.ListAccounts;
import dev.ally.contract.account.LockAccount;
import dev.ally.contract.account.LogIn;
import dev.ally.contract.account.LogInWithCode;
import dev.ally.contract.account.LogOut;
import dev.ally.contract.account.MailedLinkKind;
import dev.ally.contract.account.MakeResetLink;
import dev.ally.contract.account.NameAuthenticator;
import dev.ally.contract.account.ReplaceRecoveryCodes;
import dev.ally.contract.account.ResetPassword;
import dev.ally.contract.account.ResetTwoFactor;
import dev.ally.contract.account.SaveRecoveryCodes;
import dev.ally.contract.account.ShowAccount;
import dev.ally.contract.account.ShowActivity;
import dev.ally.contract.account.ShowRecoveryCodes;
import dev.ally.contract.account.ShowSecurity;
import dev.ally.contract.account.ShowSessions;
import dev.ally.contract.account.SignUp;
import dev.ally.contract.account.StopUndo;
import dev.ally.contract.account.UndoTwoFactor;
import dev.ally.crypto.Keyring;
import dev.ally.crypto.PasswordHash;
import dev.ally.database.Outage;
import dev.ally.database.Prerequisites;
import dev.ally.database.Resealing;
import dev.ally.database.Schema;
import dev.ally.mail.MailCatalogue;
import dev.ally.mail.MailTransport;
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

/** Serves the {@code account.…} operations. Every decision about what a person or the operator may do is made here. */
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
  private final Optional<Bus> givenBus;
  private final Optional<MailTransport> transport;
  private final MailCatalogue catalogue = MailCatalogue.read();
  private final PgBudgetKeys budgetKeys;
  private Bus bus;
  private HashQueue hashQueue;
  private Tokens tokens;
  private StoredAddresses addresses;

  /**
   * For one process: it talks to the verticles that are deployed in the same Vert.x. Its start fails, and says what to do,
   * if the schema is missing, the keyring lacks a key under which rows are sealed, or the database is unreachable.
   *
   * @param pool connects with a database role that may use the schema {@code account}, made by
   *     {@link dev.ally.database.Pools#open}; it stays open when the verticle stops
   * @param keyring seals password hashes and hashes tokens
   * @param clock decides when sessions and waits end
   */
  public AccountVerticle(Pool pool, Keyring keyring, Settings settings, Clock clock, SecureRandom random) {
    this(pool, keyring, settings, clock, random, Optional.empty(), Optional.empty());
  }

  /**
   * @param bus serves the operations and reaches {@code totp}; empty: the bus of the verticle's own Vert.x
   * @param transport sends the emails that are due; empty: other nodes send them
   */
  public AccountVerticle(
      Pool pool, Keyring keyring, Settings settings, Clock clock, SecureRandom random, Optional<Bus> bus,
      Optional<MailTransport> transport) {
    this.pool = pool;
    this.keyring = keyring;
    this.settings = settings;
    this.clock = clock;
    this.random = random;
    this.givenBus = bus;
    this.transport = transport;
    this.upkeep = new PgUpkeep(pool, settings.activityLife());
    this.budgetKeys = new PgBudgetKeys(pool, keyring, random);
  }

  @Override
  public Future<?> start() {
    bus = givenBus.orElseGet(() -> Bus.local(vertx));
    hashQueue = new HashQueue(vertx, settings.hash(), bus.patience(Hop.WEB_TO_ACCOUNT));
    PgAccountStore accounts = new PgAccountStore(pool);
    FactorSwitch factorSwitch = new FactorSwitch(vertx, bus, new PgIntentStore(pool), accounts, clock);
    Deletions deletions = new Deletions(bus, new PgDeletionStore(pool), clock);
    FreshGuesses freshGuesses = new FreshGuesses(bus, new PgFreshGuessStore(pool), clock);
    WaitingUndos undos = new WaitingUndos(new PgUndoStore(pool), factorSwitch, bus, clock);
    addresses = new StoredAddresses(new PgAddressStore(pool));
    return Prerequisites.require(vertx, pool, Schema.ACCOUNT, keyring)
        .compose(met -> upkeep.useKey(keyring, clock.instant()))
        .compose(marked -> budgetKeys.tokens())
        .onSuccess(opened -> tokens = opened)
        .compose(opened -> vertx.executeBlocking(AccountVerticle::readAddressTables))
        .compose(read -> addresses.readThoseNotFound().recover(failure -> quietly("read addresses", failure)))
        .compose(read -> vertx.executeBlocking(
            () -> new PasswordRules(CommonPasswords.load(Limit.COMMON_PASSWORDS.count()))))
        .compose(rules -> vertx.executeBlocking(() -> passwordVerifier(accounts, rules))
            .compose(passwords -> serve(accounts, factorSwitch, freshGuesses, rules, passwords)))
        .compose(served -> serveOperator(accounts, factorSwitch, deletions))
        .onSuccess(served -> {
          vertx.setPeriodic(SETTLE_EVERY.toMillis(), id -> quietly("read addresses", addresses.readAll()));
          vertx.setPeriodic(SETTLE_EVERY.toMillis(), id -> quietly("settle", factorSwitch.settleAll()));
          vertx.setPeriodic(SETTLE_EVERY.toMillis(), id -> quietly("delete", deletions.goOnWithAll()));
          vertx.setPeriodic(SETTLE_EVERY.toMillis(), id -> quietly("give fresh guesses", freshGuesses.grantAll()));
          vertx.setPeriodic(SETTLE_EVERY.toMillis(), id -> quietly("undo", undos.actDue()));
          transport.ifPresent(this::sendEmails);
          vertx.setPeriodic(SWEEP_EVERY.toMillis(), id -> quietly("sweep", upkeep.sweep(clock.instant())));
        });
  }

  @Override
  public Future<?> stop() {
    return hashQueue == null ? Future.succeededFuture() : hashQueue.close();
  }

  /** Succeeds while the database answers and can be written. */
  public Future<Void> ready() {
    return Outage.unavailableWhenAway(upkeep.ping());
  }

  /** Takes over the keys of a key file that was read again; the first key seals from then on. */
  public Future<Void> useKeys(Keyring newer) {
    return upkeep.useKey(newer, clock.instant()).onSuccess(marked -> keyring.replaceBy(newer));
  }

  private static Void readAddressTables() {
    EmailAddress.readTables();
    return null;
  }

  private void sendEmails(MailTransport transport) {
    Outbox outbox = new Outbox(
        new PgOutboxStore(pool), new EmailWriter(catalogue, settings.issuer(), links()), transport, clock);
    vertx.setPeriodic(SEND_EVERY.toMillis(), id -> quietly("send", outbox.round()));
    vertx.setPeriodic(SWEEP_EVERY.toMillis(), id -> quietly("give up", outbox.giveUp()));
  }

  private PasswordVerifier passwordVerifier(PgAccountStore accounts, PasswordRules rules) {
    return new PasswordVerifier(
        new PgPasswordStore(pool),
        accounts,
        hashQueue,
        new PasswordHash(settings.hash().memoryKib(), settings.hash().iterations()),
        new SealedPasswords(keyring, random),
        rules,
        tokens,
        clock,
        random);
  }

  private Future<?> serve(
      PgAccountStore accounts, FactorSwitch factorSwitch, FreshGuesses freshGuesses, PasswordRules rules,
      PasswordVerifier passwords) {
    PgLoginStore logins = new PgLoginStore(pool);
    SessionService sessions = new SessionService(
        new PgSessionStore(pool), logins, new PgHourStore(pool),
        Limit.CHANGES_OF_ACCOUNT.count(), tokens, clock, random);
    SignUpService signUps = new SignUpService(
        settings, confirmedSignUps(logins, rules, passwords), new NewAccountRules(rules), passwords,
        new PgHourStore(pool), accounts, logins, tokens, clock);
    PgUndoStore undos = new PgUndoStore(pool);
    LogInService logIns = new LogInService(
        passwords, mailRequests(), accounts, logins, new PgWrongCodeStore(pool, logins),
        factorSwitch, tokens,
        bus, clock);
    TwoFactorService twoFactor =
        new TwoFactorService(sessions, passwords, accounts, undos, factorSwitch, tokens, bus, clock, settings.issuer());

    FactorService factors = new FactorService(sessions, factorSwitch, tokens, bus);

    List<Future<?>> served = new ArrayList<>();
    served.add(serve(SignUp.OPERATION, signUps::signUp));
    served.add(serve(CreateAccount.OPERATION, signUps::create));
    served.add(serve(LogIn.OPERATION, logIns::logIn));
    served.add(serve(FindPendingLogin.OPERATION, logIns::findPending));
    served.add(serve(LogInWithCode.OPERATION, logIns::logInWithCode));
    served.add(serve(FindSession.OPERATION, sessions::find));
    served.add(serve(LogOut.OPERATION, sessions::logOut));
    served.add(serve(ChangeName.OPERATION, new ProfileService(sessions, accounts, clock)::changeName));
    served.add(serve(ShowActivity.OPERATION, new ActivityService(sessions, new PgActivityStore(pool))::show));
    served.add(serve(ShowSessions.OPERATION, sessions::list));
    served.add(serve(EndSession.OPERATION, sessions::end));
    served.add(serve(EndOtherSessions.OPERATION, sessions::endOthers));
    served.add(serve(ShowSecurity.OPERATION, twoFactor::security));
    served.add(serve(ChangeMethod.OPERATION, twoFactor::changeMethod));
    served.add(serve(FindEnrolment.OPERATION, twoFactor::findEnrolment));
    served.add(serve(CompleteEnrolment.OPERATION, twoFactor::completeEnrolment));
    served.add(serve(AbandonEnrolment.OPERATION, twoFactor::abandonEnrolment));
    served.add(serve(Deactivate.OPERATION, twoFactor::deactivate));
    served.add(serve(ResetTwoFactor.OPERATION, twoFactor::reset));
    served.add(serve(ShowRecoveryCodes.OPERATION, factors::show));
    served.add(serve(SaveRecoveryCodes.OPERATION, factors::save));
    served.add(serve(ReplaceRecoveryCodes.OPERATION, factors::replaceCodes));
    served.add(serve(AddAuthenticator.OPERATION, factors::link));
    served.add(serve(DropAuthenticator.OPERATION, factors::unlink));
    served.add(serve(NameAuthenticator.OPERATION, factors::rename));
    served.add(serve(ChangePassword.OPERATION, new PasswordChangeService(
        sessions, reauthentication(passwords), passwords, rules, new PgPasswordChangeStore(pool), tokens,
        clock)::change));
    served.addAll(serveMail(
        sessions, factorSwitch, freshGuesses, rules, passwords, confirmedSignUps(logins, rules, passwords), undos));
    served.add(serve(
        Reseal.OF_ACCOUNT,
        new Resealing(pool, keyring, new SealedPasswordTable(
            new SealedPasswords(keyring, random), budgetKeys))::reseal));
    return Future.all(served);
  }

  private Future<?> serveOperator(PgAccountStore accounts, FactorSwitch factorSwitch, Deletions deletions) {
    OperatorService operator = new OperatorService(
        accounts, new PgStatusStore(pool), new PgLockStore(pool),
        new PgPasswordResetStore(pool), links(), new PgDeletionStore(pool), deletions,
            factorSwitch, bus,
        clock);
    return Future.all(
        serve(ListAccounts.OPERATION, addresses::list),
        serve(ShowAccount.OPERATION, operator::show),
        serve(LockAccount.OPERATION, operator::lock),
        serve(MakeResetLink.OPERATION, operator::makeResetLink),
        serve(DeleteAccount.OPERATION, operator::delete));
  }

  /** Requests for emails, and what the links in them open. */
  private List<Future<?>> serveMail(
      SessionService sessions, FactorSwitch factorSwitch, FreshGuesses freshGuesses, PasswordRules rules,
      PasswordVerifier passwords,
      ConfirmedSignUpService signUps, PgUndoStore undoStore) {
    UndoService undos = new UndoService(undoStore, links(), passwords, factorSwitch, tokens, bus, clock);
    EmailChangeService emails = new EmailChangeService(
        sessions, reauthentication(passwords), rules, mailRequests(), new PgEmailChangeStore(pool),
        links(), factorSwitch, clock);
    PasswordResetService resets = new PasswordResetService(
        new PgPasswordResetStore(pool), links(), passwords, rules, factorSwitch, freshGuesses,
            clock);
    BrowserLinkService browsers =
        new BrowserLinkService(new PgBrowserLinkStore(pool), links(), tokens, clock);
    MailedLinkFinder finder = new MailedLinkFinder(Map.of(
        MailedLinkKind.RESET, resets::find,
        MailedLinkKind.BROWSER, browsers::find,
        MailedLinkKind.SIGN_UP, signUps::find,
        MailedLinkKind.EMAIL, emails::find,
        MailedLinkKind.UNDO, undos::find,
        MailedLinkKind.STOP_UNDO, undos::findStop));
    return List.of(
        serve(AskPasswordReset.OPERATION, mailRequests()::askReset),
        serve(CompleteSignUp.OPERATION, signUps::complete),
        serve(FindMailedLink.OPERATION, finder::find),
        serve(ResetPassword.OPERATION, resets::reset),
        serve(AskEmailChange.OPERATION, emails::ask),
        serve(ConfirmEmailChange.OPERATION, emails::confirm),
        serve(AdmitBrowser.OPERATION, browsers::admit),
        serve(UndoTwoFactor.OPERATION, undos::undo),
        serve(StopUndo.OPERATION, undos::stop));
  }

  private Reauthentication reauthentication(PasswordVerifier passwords) {
    return new Reauthentication(passwords, new PgActivityStore(pool), tokens, bus, clock);
  }

  private ConfirmedSignUpService confirmedSignUps(
      PgLoginStore logins, PasswordRules rules, PasswordVerifier passwords) {
    return new ConfirmedSignUpService(
        new PgUnconfirmedStore(pool), links(), mailRequests(), new NewAccountRules(rules),
            passwords,
        logins, tokens, clock);
  }

  private MailRequestService mailRequests() {
    return new MailRequestService(
        settings.mail().configured(), new PgHourStore(pool), tokens, clock);
  }

  private MailedLinks links() {
    return new MailedLinks(pool, tokens, settings.publicUrl(), random, clock);
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
