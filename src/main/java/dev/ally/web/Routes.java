package dev.ally.web;

import static dev.ally.web.Address.form;
import static dev.ally.web.Address.shows;
import static dev.ally.web.Address.takes;

import dev.ally.bus.Bus;
import dev.ally.config.Settings;
import dev.ally.web.activity.ActivityHandler;
import dev.ally.web.activity.NotMeHandler;
import dev.ally.web.authenticator.AuthenticatorHandler;
import dev.ally.web.authenticator.Change;
import dev.ally.web.authenticator.RenameHandler;
import dev.ally.web.enrolment.EnrolmentHandler;
import dev.ally.web.enrolment.QrHandler;
import dev.ally.web.guard.Gate;
import dev.ally.web.guard.Mint;
import dev.ally.web.guard.Sessions;
import dev.ally.web.home.EmailHandler;
import dev.ally.web.home.HomeHandler;
import dev.ally.web.home.ProfileHandler;
import dev.ally.web.login.CodeHandler;
import dev.ally.web.login.LoginHandler;
import dev.ally.web.login.LogoutHandler;
import dev.ally.web.mailed.BrowserHandler;
import dev.ally.web.mailed.ConfirmEmailHandler;
import dev.ally.web.mailed.ConfirmSignUpHandler;
import dev.ally.web.mailed.ForgotHandler;
import dev.ally.web.mailed.ResetHandler;
import dev.ally.web.mailed.StopUndoHandler;
import dev.ally.web.mailed.UndoHandler;
import dev.ally.web.page.Catalogue;
import dev.ally.web.page.Details;
import dev.ally.web.page.Pages;
import dev.ally.web.recovery.RecoveryHandler;
import dev.ally.web.security.DeactivateHandler;
import dev.ally.web.security.PasswordHandler;
import dev.ally.web.security.SecurityHandler;
import dev.ally.web.sessions.SessionsHandler;
import dev.ally.web.signup.SignUpHandler;
import dev.ally.web.site.AssetHandler;
import dev.ally.web.site.Assets;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;

/**
 * The addresses of the site, as a table.
 *
 * @param bus on which {@code account} is asked
 * @param assets the public files
 * @param pages renders all the others
 */
record Routes(
    Vertx vertx, Bus bus, Settings settings, Clock clock, Mint mint, Catalogue texts, Assets assets, Pages pages) {
  private static final String PROFILE = ProfileHandler.PATH;
  private static final String EMAIL = EmailHandler.PATH;
  private static final String SECURITY = SecurityHandler.PATH;
  private static final String LINK = EnrolmentHandler.PATH;
  private static final String PASSWORD = PasswordHandler.PATH;
  private static final String SESSIONS = SessionsHandler.PATH;
  private static final String ACTIVITY = ActivityHandler.PATH;
  private static final String NOT_ME = NotMeHandler.PATH;
  private static final String TURN_OFF = DeactivateHandler.PATH;
  private static final String RECOVERY = RecoveryHandler.PATH;
  private static final String ADD = Change.ADD.path();
  private static final String REPLACE = Change.REPLACE.path();
  private static final String REMOVE = Change.REMOVE.path();

  List<Address> table() {
    boolean signUpOpen = settings.signUp() != Settings.SignUp.CLOSED;
    Sessions sessions = new Sessions(bus);
    Gate gate = new Gate(sessions);

    var home = new HomeHandler(sessions, pages, signUpOpen);
    var signUp = new SignUpHandler(bus, mint, sessions, pages, texts, settings);
    var login = new LoginHandler(bus, mint, sessions, pages, texts, signUpOpen);
    var code = new CodeHandler(bus, mint, pages, texts, clock);
    var logout = new LogoutHandler(bus);
    var profile = new ProfileHandler(bus, sessions, pages, texts, settings.mail().configured());
    var security = new SecurityHandler(bus, mint, pages, texts, clock);
    var password = new PasswordHandler(bus, mint, pages, texts);
    var files = new AssetHandler(assets);

    return Stream.of(List.of(
        shows("/", home::show),
        form("/signup", signUp::show, gate.formOfVisitor(signUp::submit, signUp::tooOld)),
        form("/login", login::show, gate.formOfVisitor(login::submit, login::tooOld)),
        form("/login/code", code::show, gate.formOfPendingLogin(code::submit, code::tooOld)),
        takes("/logout", gate.formOfSession("/", logout::submit)),
        shows("/settings", profile::lead),
        form(PROFILE, gate.session(PROFILE, profile::show), gate.formOfSession(PROFILE, profile::submit)),
        form(SECURITY, gate.session(SECURITY, security::show), gate.formOfSession(SECURITY, security::submit)),
        form(PASSWORD, gate.session(PASSWORD, password::show), gate.formOfSession(PASSWORD, password::submit)),
        shows(PasswordHandler.WELL_KNOWN_PATH, password::lead),
        shows(Assets.ROOT + "*", files::show)), mailed(gate), secondFactor(gate), history(gate)).flatMap(List::stream).toList();
  }

  /** What is asked for by mail, and what mailed links open. */
  private List<Address> mailed(Gate gate) {
    var forgot = new ForgotHandler(bus, mint, pages, texts, settings.mail().configured());
    var reset = new ResetHandler(bus, mint, pages, texts);
    var undo = new UndoHandler(bus, mint, pages, texts, clock);
    var stopUndo = new StopUndoHandler(bus, mint, pages, texts, clock);
    var signUp = new ConfirmSignUpHandler(bus, mint, pages, texts);
    var browser = new BrowserHandler(bus, mint, pages, texts);
    var email = new EmailHandler(bus, mint, pages, texts, settings.mail().configured());
    var confirmEmail = new ConfirmEmailHandler(bus, mint, pages, texts);

    return List.of(
        form(ForgotHandler.PATH, forgot::show, gate.formOfVisitor(forgot::submit, forgot::tooOld)),
        form(ResetHandler.PATH, reset.entrance(), gate.formOfLink(reset::submit)),
        form(UndoHandler.PATH, undo.entrance(), gate.formOfLink(undo::submit)),
        form(StopUndoHandler.PATH, stopUndo.entrance(), gate.formOfLink(stopUndo::submit)),
        form(ConfirmSignUpHandler.PATH, signUp.entrance(), gate.formOfLink(signUp::submit)),
        form(BrowserHandler.PATH, browser.entrance(), gate.formOfLink(browser::submit)),
        form(EMAIL, gate.session(EMAIL, email::show), gate.formOfSession(EMAIL, email::submit)),
        form(ConfirmEmailHandler.PATH, confirmEmail.entrance(),
            gate.formOfLink(confirmEmail::submit)));
  }

  /** Linking an app, recovery codes, single authenticators, and turning it all off. */
  private List<Address> secondFactor(Gate gate) {
    var link = new EnrolmentHandler(bus, mint, pages, texts);
    var qr = new QrHandler(vertx, bus);
    var turnOff = new DeactivateHandler(bus, mint, pages, texts);
    var recovery = new RecoveryHandler(
        bus, mint, pages, texts, settings.issuer(), settings.publicUrl().toString(), clock);
    var add = new AuthenticatorHandler(Change.ADD, bus, mint, pages, texts);
    var replace = new AuthenticatorHandler(Change.REPLACE, bus, mint, pages, texts);
    var remove = new AuthenticatorHandler(Change.REMOVE, bus, mint, pages, texts);
    var rename = new RenameHandler(bus, pages, texts);

    return List.of(
        form(LINK, gate.session(LINK, link::show), gate.formOfSession(LINK, link::submit)),
        shows(QrHandler.PATH, gate.session(LINK, qr::show)),
        takes(LINK + "/cancel", gate.formOfSession(LINK, link::cancel)),
        form(TURN_OFF, gate.session(TURN_OFF, turnOff::show), gate.formOfSession(TURN_OFF, turnOff::submit)),
        form(RECOVERY, gate.session(RECOVERY, recovery::show), gate.formOfSession(RECOVERY, recovery::replace)),
        form(RecoveryHandler.SAVED_PATH, recovery::lead, gate.formOfSession(RECOVERY, recovery::saved)),
        form(RecoveryHandler.DOWNLOAD_PATH, recovery::lead, gate.formOfSession(RECOVERY, recovery::download)),
        form(ADD, gate.session(ADD, add::show), gate.formOfSession(ADD, add::submit)),
        form(REPLACE, gate.session(REPLACE, replace::show), gate.formOfSession(REPLACE, replace::submit)),
        form(REMOVE, gate.session(REMOVE, remove::show), gate.formOfSession(REMOVE, remove::submit)),
        form(RenameHandler.PATH, gate.session(SECURITY, rename::show),
            gate.formOfSession(SECURITY, rename::submit)));
  }

  /** Where somebody is logged in, and what has happened. */
  private List<Address> history(Gate gate) {
    var details = new Details(texts, clock);
    var open = new SessionsHandler(bus, pages, texts, details);
    var activity = new ActivityHandler(bus, pages, texts, details);
    var notMe = new NotMeHandler(bus, pages);

    return List.of(
        shows(SESSIONS, gate.session(SESSIONS, open::show)),
        takes(SessionsHandler.END_PATH, gate.formOfSession(SESSIONS, open::end)),
        takes(SessionsHandler.END_OTHERS_PATH, gate.formOfSession(SESSIONS, open::endOthers)),
        shows(ACTIVITY, gate.session(ACTIVITY, activity::show)),
        form(NOT_ME, gate.session(NOT_ME, notMe::show), gate.formOfSession(NOT_ME, notMe::submit)));
  }
}
