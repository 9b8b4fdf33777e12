package dev.ally.account;

import dev.ally.account.application.PgApplicationNoteStore;
import dev.ally.account.application.PgEndingStore;
import dev.ally.account.application.PgStandingStore;
import dev.ally.account.application.StandingService;
import dev.ally.account.deletion.Deletions;
import dev.ally.account.deletion.OwnDeletionService;
import dev.ally.account.deletion.PgDeletionStore;
import dev.ally.account.event.FailedAttempts;
import dev.ally.account.event.OperatorActService;
import dev.ally.account.event.PgEventStore;
import dev.ally.account.factor.FactorService;
import dev.ally.account.factor.FactorSwitch;
import dev.ally.account.factor.FreshGuesses;
import dev.ally.account.factor.PgFreshGuessStore;
import dev.ally.account.factor.PgIntentStore;
import dev.ally.account.factor.PgUndoStore;
import dev.ally.account.factor.TwoFactorService;
import dev.ally.account.factor.UndoService;
import dev.ally.account.factor.WaitingUndos;
import dev.ally.account.helpdesk.HelpDeskActService;
import dev.ally.account.helpdesk.HelpDeskService;
import dev.ally.account.helpdesk.PgActStore;
import dev.ally.account.helpdesk.PgNotedStore;
import dev.ally.account.helpdesk.PgOperatorStore;
import dev.ally.account.helpdesk.PgSearchStore;
import dev.ally.account.login.BrowserLinkService;
import dev.ally.account.login.LogInService;
import dev.ally.account.login.PgBrowserLinkStore;
import dev.ally.account.login.PgWrongCodeStore;
import dev.ally.account.mailed.MailRequestService;
import dev.ally.account.mailed.MailedLinkFinder;
import dev.ally.account.mailed.MailedLinks;
import dev.ally.account.operator.GroupService;
import dev.ally.account.operator.ListingService;
import dev.ally.account.operator.LoginAccessService;
import dev.ally.account.operator.OperatorService;
import dev.ally.account.operator.PgGroupStore;
import dev.ally.account.operator.PgListingStore;
import dev.ally.account.operator.PgLockStore;
import dev.ally.account.operator.PgOperatorActStore;
import dev.ally.account.operator.PgStatusStore;
import dev.ally.account.password.NewPasswords;
import dev.ally.account.password.PasswordVerifier;
import dev.ally.account.password.SealedPasswordTable;
import dev.ally.account.password.SealedPasswords;
import dev.ally.account.person.FactorPolicy;
import dev.ally.account.person.PgAccountStore;
import dev.ally.account.person.PgBudgetKeys;
import dev.ally.account.person.PgHourStore;
import dev.ally.account.person.StoredAddresses;
import dev.ally.account.person.Tokens;
import dev.ally.account.profile.DataExportService;
import dev.ally.account.profile.EmailChangeService;
import dev.ally.account.profile.HomeService;
import dev.ally.account.profile.PasswordChangeService;
import dev.ally.account.profile.PasswordResetService;
import dev.ally.account.profile.PgDataStore;
import dev.ally.account.profile.PgEmailChangeStore;
import dev.ally.account.profile.PgPasswordChangeStore;
import dev.ally.account.profile.PgPasswordResetStore;
import dev.ally.account.profile.PgPictureStore;
import dev.ally.account.profile.PictureService;
import dev.ally.account.profile.ProfileService;
import dev.ally.account.session.ActivityService;
import dev.ally.account.session.PgActivityStore;
import dev.ally.account.session.PgLoginStore;
import dev.ally.account.session.PgSessionStore;
import dev.ally.account.session.Reauthentication;
import dev.ally.account.session.SessionService;
import dev.ally.account.signup.ConfirmedSignUpService;
import dev.ally.account.signup.InvitationService;
import dev.ally.account.signup.PgUnconfirmedStore;
import dev.ally.account.signup.SignUpService;
import dev.ally.account.transfer.ExportService;
import dev.ally.account.transfer.ImportService;
import dev.ally.account.transfer.PgTransferStore;
import dev.ally.account.webhook.WebhookKeys;
import dev.ally.account.webhook.WebhookService;
import dev.ally.bus.Asker;
import dev.ally.bus.Bus;
import dev.ally.bus.BusOperation;
import dev.ally.config.Limit;
import dev.ally.config.Settings;
import dev.ally.contract.Reseal;
import dev.ally.contract.account.AbandonEnrolment;
import dev.ally.contract.account.ActOnAccount;
import dev.ally.contract.account.AddAuthenticator;
import dev.ally.contract.account.AddWebhook;
import dev.ally.contract.account.AdmitBrowser;
import dev.ally.contract.account.AskEmailChange;
import dev.ally.contract.account.AskPasswordReset;
import dev.ally.contract.account.CancelEmailChange;
import dev.ally.contract.account.ChangeGroup;
import dev.ally.contract.account.ChangeMethod;
import dev.ally.contract.account.ChangeName;
import dev.ally.contract.account.ChangePassword;
import dev.ally.contract.account.ChangePicture;
import dev.ally.contract.account.ChooseLanguage;
import dev.ally.contract.account.CompleteEnrolment;
import dev.ally.contract.account.CompleteSignUp;
import dev.ally.contract.account.ConfirmEmailChange;
import dev.ally.contract.account.CountAccounts;
import dev.ally.contract.account.CreateAccount;
import dev.ally.contract.account.Deactivate;
import dev.ally.contract.account.DeleteAccount;
import dev.ally.contract.account.DeleteOwnAccount;
import dev.ally.contract.account.DropAuthenticator;
import dev.ally.contract.account.EndAllSessions;
import dev.ally.contract.account.EndOtherSessions;
import dev.ally.contract.account.EndSession;
import dev.ally.contract.account.ExportAccounts;
import dev.ally.contract.account.ExportData;
import dev.ally.contract.account.FindAccounts;
import dev.ally.contract.account.FindEmailChange;
import dev.ally.contract.account.FindEnrolment;
import dev.ally.contract.account.FindLogin;
import dev.ally.contract.account.FindMailedLink;
import dev.ally.contract.account.FindPendingLogin;
import dev.ally.contract.account.FindPicture;
import dev.ally.contract.account.FindSession;
import dev.ally.contract.account.FindStanding;
import dev.ally.contract.account.ImportAccounts;
import dev.ally.contract.account.InspectAccount;
import dev.ally.contract.account.InviteAccount;
import dev.ally.contract.account.ListAccounts;
import dev.ally.contract.account.ListEndings;
import dev.ally.contract.account.ListGroups;
import dev.ally.contract.account.ListWebhooks;
import dev.ally.contract.account.LockAccount;
import dev.ally.contract.account.LogIn;
import dev.ally.contract.account.LogInWithCode;
import dev.ally.contract.account.LogOut;
import dev.ally.contract.account.MailResetLink;
import dev.ally.contract.account.MailedLinkKind;
import dev.ally.contract.account.MakeResetLink;
import dev.ally.contract.account.MakeWebhookKey;
import dev.ally.contract.account.NameAuthenticator;
import dev.ally.contract.account.NoteApplication;
import dev.ally.contract.account.NoteOperatorAct;
import dev.ally.contract.account.OpenHelpDesk;
import dev.ally.contract.account.RemoveWebhook;
import dev.ally.contract.account.ReplaceRecoveryCodes;
import dev.ally.contract.account.RequireFactor;
import dev.ally.contract.account.ResendEmailChange;
import dev.ally.contract.account.ResetPassword;
import dev.ally.contract.account.ResetTwoFactor;
import dev.ally.contract.account.SaveRecoveryCodes;
import dev.ally.contract.account.SearchAccounts;
import dev.ally.contract.account.SetEmail;
import dev.ally.contract.account.ShowAccount;
import dev.ally.contract.account.ShowActivity;
import dev.ally.contract.account.ShowHome;
import dev.ally.contract.account.ShowRecoveryCodes;
import dev.ally.contract.account.ShowSecurity;
import dev.ally.contract.account.ShowSessions;
import dev.ally.contract.account.SignUp;
import dev.ally.contract.account.StopUndo;
import dev.ally.contract.account.TestWebhook;
import dev.ally.contract.account.UndoTwoFactor;
import dev.ally.contract.account.VouchForSession;
import dev.ally.crypto.Keyring;
import dev.ally.database.Outage;
import dev.ally.database.Resealing;
import dev.ally.metrics.Meters;
import dev.ally.outgoing.OutgoingHttp;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The services of {@code account}, and as a table the operations that each of them serves. */
final class AccountOperations {
  /**
   * What the services are made of.
   *
   * @param tokens hashes tokens, with the keys of the budgets already read
   * @param outgoing reaches the receivers of webhooks
   */
  record Parts(
      Vertx vertx, Pool pool, Keyring keyring, Settings settings, Clock clock, SecureRandom random, Bus bus,
      PgBudgetKeys budgetKeys, Tokens tokens, MailedLinks links, StoredAddresses addresses, FailedAttempts failures,
      OutgoingHttp outgoing) {
    /** The same with another pool and another bus. */
    Parts with(Pool other, Bus otherBus) {
      return new Parts(
          vertx, other, keyring, settings, clock, random, otherBus, budgetKeys, tokens, links, addresses,
          failures, outgoing);
    }
  }

  private final Parts parts;
  private final PgAccountStore accounts;
  private final PgHourStore hours;
  private final PgLoginStore logins;
  private final FactorPolicy policy;
  private final PgSessionStore sessionStore;
  private final PgUndoStore undoStore;
  private final PgPasswordResetStore resetStore;
  private final FactorSwitch factorSwitch;
  private final Deletions deletions;
  private final FreshGuesses freshGuesses;
  private final NewPasswords newPasswords;
  private final PasswordVerifier passwords;
  private final SessionService sessions;
  private final Reauthentication reauthentication;
  private final MailRequestService mailRequests;
  private final ConfirmedSignUpService confirmedSignUps;
  private LoginCounter loginCounter = new LoginCounter(Meters.NONE);

  AccountOperations(Parts parts, NewPasswords newPasswords, PasswordVerifier passwords) {
    Pool pool = parts.pool;
    Tokens tokens = parts.tokens;
    Clock clock = parts.clock;
    this.parts = parts;
    this.newPasswords = newPasswords;
    this.passwords = passwords;
    this.accounts = new PgAccountStore(pool);
    this.hours = new PgHourStore(pool);
    this.logins = new PgLoginStore(pool);
    this.undoStore = new PgUndoStore(pool);
    this.resetStore = new PgPasswordResetStore(pool);
    this.factorSwitch = new FactorSwitch(parts.vertx, parts.bus, new PgIntentStore(pool), accounts, clock);
    this.deletions = new Deletions(parts.bus, new PgDeletionStore(pool), clock);
    this.freshGuesses = new FreshGuesses(parts.bus, new PgFreshGuessStore(pool), clock);
    this.policy = new FactorPolicy(parts.settings.secondFactorFrom());
    this.sessionStore = new PgSessionStore(pool, policy);
    this.sessions = new SessionService(
        sessionStore, logins, hours, Limit.CHANGES_OF_ACCOUNT.count(), tokens, clock, parts.random);
    this.reauthentication = new Reauthentication(
        passwords, parts.failures, new PgActivityStore(pool), tokens, parts.bus, clock);
    this.mailRequests = new MailRequestService(parts.settings.mail().configured(), hours, tokens, clock);
    this.confirmedSignUps = new ConfirmedSignUpService(
        new PgUnconfirmedStore(pool), mailRequests, newPasswords, passwords, logins, tokens, clock);
  }

  /** Counts logins by what comes of them. */
  AccountOperations countedBy(Meters counting) {
    loginCounter = new LoginCounter(counting);
    return this;
  }

  /** What is to be known before the first question; does no harm where it fails. */
  Future<Void> begin() {
    return passwords.countForeignHashes();
  }

  /** Serves all of them on the bus; fails if one cannot be served. */
  Future<?> serve() {
    return Future.all(Stream.of(signUpAndLogIn(), sessionAndProfile(), secondFactor(), mailed(), applications(),
            operator(), helpDesk(), webhooks())
        .flatMap(List::stream).toList());
  }

  /** What is to be done again and again, besides answering: each round by what it does. */
  Map<String, Supplier<Future<?>>> rounds() {
    WaitingUndos undos = new WaitingUndos(undoStore, factorSwitch, parts.bus, parts.clock);
    return Map.of(
        "read addresses", parts.addresses::readAll,
        "settle", factorSwitch::settleAll,
        "delete", deletions::goOnWithAll,
        "give fresh guesses", freshGuesses::grantAll,
        "undo", undos::actDue,
        "count hashes", passwords::countForeignHashes);
  }

  private List<Future<?>> signUpAndLogIn() {
    var signUps = new SignUpService(
        parts.settings, confirmedSignUps, newPasswords, passwords, hours, accounts, logins, parts.tokens,
        parts.clock);
    var invitations = new InvitationService(accounts, passwords, mailRequests.offered(), parts.clock);
    var logIns = new LogInService(
        passwords, mailRequests, accounts, logins, sessionStore, new PgWrongCodeStore(parts.pool, logins), factorSwitch,
        parts.failures, parts.tokens, parts.bus, parts.clock);
    return List.of(
        serveInTurn(SignUp.OPERATION, signUps::signUp),
        serveInTurn(CreateAccount.OPERATION, signUps::create),
        serve(InviteAccount.OPERATION, invitations::invite),
        serveInTurn(CompleteSignUp.OPERATION, confirmedSignUps::complete),
        serveInTurn(
            LogIn.OPERATION, (q, asker) -> loginCounter.counted(logIns.logIn(q, asker), LogIn.Answer::outcome)),
        serve(FindPendingLogin.OPERATION, logIns::findPending),
        serve(LogInWithCode.OPERATION, q -> loginCounter.counted(
            logIns.logInWithCode(q), answer -> (Enum<?>) answer.outcome())));
  }

  private List<Future<?>> sessionAndProfile() {
    var profile = new ProfileService(sessions, accounts, parts.clock);
    var activity = new ActivityService(sessions, new PgActivityStore(parts.pool));
    var passwordChange = new PasswordChangeService(
        sessions, reauthentication, passwords, newPasswords, new PgPasswordChangeStore(parts.pool), parts.tokens,
        parts.clock);
    var export = new DataExportService(
        sessions, reauthentication, sessionStore, new PgDataStore(parts.pool), parts.bus, parts.clock);
    var home = new HomeService(sessions, sessionStore, parts.bus, parts.clock);
    var pictures = new PictureService(sessions, new PgPictureStore(parts.pool), parts.clock);
    var ownDeletion = new OwnDeletionService(sessions, reauthentication, deletions);
    return List.of(
        serve(FindSession.OPERATION, sessions::find),
        serve(ShowHome.OPERATION, home::show),
        serve(LogOut.OPERATION, sessions::logOut),
        serve(ShowSessions.OPERATION, sessions::list),
        serve(EndSession.OPERATION, sessions::end),
        serve(EndOtherSessions.OPERATION, sessions::endOthers),
        serve(ShowActivity.OPERATION, activity::show),
        serve(ChangeName.OPERATION, profile::changeName),
        serve(ChangePicture.OPERATION, pictures::change),
        serve(FindPicture.OPERATION, pictures::find),
        serve(ChooseLanguage.OPERATION, profile::chooseLanguage),
        serveInTurn(ChangePassword.OPERATION, passwordChange::change),
        serveInTurn(ExportData.OPERATION, export::export),
        serveInTurn(DeleteOwnAccount.OPERATION, ownDeletion::delete));
  }

  private TwoFactorService twoFactor() {
    return new TwoFactorService(
        sessions, passwords, accounts, undoStore, factorSwitch, parts.failures, parts.tokens, parts.bus,
        parts.clock, parts.settings.issuer());
  }

  private List<Future<?>> secondFactor() {
    var twoFactor = twoFactor();
    var factors = new FactorService(sessions, factorSwitch, parts.failures, parts.tokens, parts.bus);
    return List.of(
        serve(ShowSecurity.OPERATION, twoFactor::security),
        serveInTurn(ChangeMethod.OPERATION, twoFactor::changeMethod),
        serve(FindEnrolment.OPERATION, twoFactor::findEnrolment),
        serve(CompleteEnrolment.OPERATION, twoFactor::completeEnrolment),
        serve(AbandonEnrolment.OPERATION, twoFactor::abandonEnrolment),
        serve(Deactivate.OPERATION, twoFactor::deactivate),
        serve(ResetTwoFactor.OPERATION, twoFactor::reset),
        serve(AddAuthenticator.OPERATION, factors::link),
        serve(DropAuthenticator.OPERATION, factors::unlink),
        serve(NameAuthenticator.OPERATION, factors::rename),
        serve(ShowRecoveryCodes.OPERATION, factors::show),
        serve(SaveRecoveryCodes.OPERATION, factors::save),
        serve(ReplaceRecoveryCodes.OPERATION, factors::replaceCodes));
  }

  /** Requests for emails, and what the links in them open. */
  private List<Future<?>> mailed() {
    var undos = new UndoService(
        undoStore, passwords, factorSwitch, parts.failures, parts.tokens, parts.bus, parts.clock);
    var emails = new EmailChangeService(
        sessions, reauthentication, newPasswords.rules(), mailRequests, new PgEmailChangeStore(parts.pool),
        parts.tokens, factorSwitch, parts.clock);
    var resets = new PasswordResetService(
        resetStore, parts.tokens, passwords, newPasswords, factorSwitch, freshGuesses, parts.clock);
    var browsers = new BrowserLinkService(new PgBrowserLinkStore(parts.pool), parts.tokens, parts.clock);
    var finder = new MailedLinkFinder(Map.of(
        MailedLinkKind.RESET, resets::find,
        MailedLinkKind.BROWSER, browsers::find,
        MailedLinkKind.SIGN_UP, confirmedSignUps::find,
        MailedLinkKind.EMAIL, emails::find,
        MailedLinkKind.UNDO, undos::find,
        MailedLinkKind.STOP_UNDO, undos::findStop));
    return List.of(
        serve(AskPasswordReset.OPERATION, mailRequests::askReset),
        serve(FindMailedLink.OPERATION, finder::find),
        serveInTurn(ResetPassword.OPERATION, resets::reset),
        serveInTurn(AskEmailChange.OPERATION, emails::ask),
        serve(ConfirmEmailChange.OPERATION, emails::confirm),
        serve(FindEmailChange.OPERATION, emails::waiting),
        serve(ResendEmailChange.OPERATION, emails::resend),
        serve(CancelEmailChange.OPERATION, emails::cancel),
        serve(AdmitBrowser.OPERATION, browsers::admit),
        serveInTurn(UndoTwoFactor.OPERATION, undos::undo),
        serve(StopUndo.OPERATION, undos::stop));
  }

  /** What {@code oidc} asks, which logs people in to applications. */
  private List<Future<?>> applications() {
    var standings = new StandingService(
        sessions, new PgStandingStore(parts.pool, policy), new PgEndingStore(parts.pool),
        new PgApplicationNoteStore(parts.pool), parts.keyring, parts.random, parts.bus, parts.clock);
    return List.of(
        serve(VouchForSession.OPERATION, standings::vouch),
        serve(FindLogin.OPERATION, standings::login),
        serve(FindStanding.OPERATION, standings::standing),
        serve(ListEndings.OPERATION, standings::endings),
        serve(NoteApplication.OPERATION, standings::note));
  }

  private List<Future<?>> operator() {
    var operator = new OperatorService(
        accounts, new PgStatusStore(parts.pool), new PgLockStore(parts.pool), resetStore, parts.links, parts.tokens,
        deletions, factorSwitch, parts.bus, parts.clock);
    var access = new LoginAccessService(
        accounts, new PgOperatorActStore(parts.pool), factorSwitch, mailRequests.offered(), parts.clock);
    var groups = new GroupService(accounts, new PgGroupStore(parts.pool), parts.clock);
    var listing = new ListingService(new PgListingStore(parts.pool), parts.addresses, parts.bus);
    var acts = new OperatorActService(new PgEventStore(parts.pool), parts.clock);
    var sealed = new SealedPasswords(parts.keyring, parts.random);
    var transfers = new PgTransferStore(parts.pool);
    var imports = new ImportService(
        parts.vertx, transfers, parts.addresses, sealed, passwords, parts.tokens, parts.bus, parts.clock);
    var exports = new ExportService(transfers, parts.addresses, sealed, parts.bus);
    var resealing = new Resealing(
        parts.pool, parts.keyring, new SealedPasswordTable(WebhookKeys.SEALED), parts.random);
    return List.of(
        serve(ListAccounts.OPERATION, parts.addresses::list),
        serve(SearchAccounts.OPERATION, listing::search),
        serve(CountAccounts.OPERATION, listing::count),
        serve(ImportAccounts.OPERATION, imports::take),
        serve(ExportAccounts.OPERATION, exports::export),
        serve(ShowAccount.OPERATION, operator::show),
        serve(LockAccount.OPERATION, operator::lock),
        serve(MakeResetLink.OPERATION, operator::makeResetLink),
        serve(DeleteAccount.OPERATION, operator::delete),
        serve(EndAllSessions.OPERATION, access::endSessions),
        serve(MailResetLink.OPERATION, access::mailReset),
        serve(SetEmail.OPERATION, access::setEmail),
        serve(ChangeGroup.OPERATION, groups::change),
        serve(NoteOperatorAct.OPERATION, acts::note),
        serve(ListGroups.OPERATION, groups::list),
        serve(RequireFactor.OPERATION, groups::require),
        serve(Reseal.OF_ACCOUNT, resealing::reseal));
  }

  /** What operators of the help desk ask, on pages. */
  private List<Future<?>> helpDesk() {
    boolean mailed = parts.settings.mail().configured();
    var operators = new PgOperatorStore(parts.pool);
    var helpDesk = new HelpDeskService(
        sessions, operators, new PgSearchStore(parts.pool), new PgStatusStore(parts.pool),
        new PgNotedStore(parts.pool), parts.bus, parts.clock, mailed);
    var acts = new HelpDeskActService(
        sessions, operators, new PgActStore(parts.pool), twoFactor(), parts.failures, parts.tokens, parts.bus,
        parts.clock, mailed);
    return List.of(
        serve(FindAccounts.OPERATION, helpDesk::search),
        serve(InspectAccount.OPERATION, helpDesk::inspect),
        serve(OpenHelpDesk.OPERATION, acts::open),
        serve(ActOnAccount.OPERATION, acts::act));
  }

  private List<Future<?>> webhooks() {
    var webhooks = new WebhookService(
        parts.pool, new WebhookKeys(parts.keyring, parts.random), parts.outgoing, parts.settings.outgoingPrivate(),
        parts.clock);
    return List.of(
        serve(AddWebhook.OPERATION, webhooks::add),
        serve(ListWebhooks.OPERATION, webhooks::list),
        serve(RemoveWebhook.OPERATION, webhooks::remove),
        serve(MakeWebhookKey.OPERATION, webhooks::makeKey),
        serve(TestWebhook.OPERATION, webhooks::test));
  }

  private <Q, A> Future<?> serve(BusOperation<Q, A> operation, Function<Q, Future<A>> service) {
    return operation.serve(parts.bus, q -> Outage.unavailableWhenAway(service.apply(q)));
  }

  /** The same, for a service that may have to wait for its turn to hash a password. */
  private <Q, A> Future<?> serveInTurn(BusOperation<Q, A> operation, BiFunction<Q, Asker, Future<A>> service) {
    return operation.serve(parts.bus, (q, asker) -> Outage.unavailableWhenAway(service.apply(q, asker)));
  }
}
