package dev.ally.web;

import static dev.ally.web.Address.form;
import static dev.ally.web.Address.shows;
import static dev.ally.web.Address.takes;
import static dev.ally.web.exchange.Paths.*;

import dev.ally.bus.Bus;
import dev.ally.config.Settings;
import dev.ally.contract.account.MailedLinkKind;
import dev.ally.language.Catalogue;
import dev.ally.language.Languages;
import dev.ally.web.activity.ActivityHandler;
import dev.ally.web.activity.NotMeHandler;
import dev.ally.web.applications.ApplicationsHandler;
import dev.ally.web.authenticator.AuthenticatorHandler;
import dev.ally.web.authenticator.Change;
import dev.ally.web.authenticator.RenameHandler;
import dev.ally.web.enrolment.EnrolmentHandler;
import dev.ally.web.enrolment.QrHandler;
import dev.ally.web.exchange.Action;
import dev.ally.web.exchange.LocalPath;
import dev.ally.web.exchange.Reply;
import dev.ally.web.forward.CheckHandler;
import dev.ally.web.forward.HostLoginHandler;
import dev.ally.web.forward.TicketHandler;
import dev.ally.web.guard.Gate;
import dev.ally.web.guard.Mint;
import dev.ally.web.guard.Sessions;
import dev.ally.web.helpdesk.AccountHandler;
import dev.ally.web.helpdesk.DeskAct;
import dev.ally.web.helpdesk.SearchHandler;
import dev.ally.web.home.DataFile;
import dev.ally.web.home.DataHandler;
import dev.ally.web.home.DeleteHandler;
import dev.ally.web.home.EmailChangeHandler;
import dev.ally.web.home.EmailHandler;
import dev.ally.web.home.HomeHandler;
import dev.ally.web.home.LanguageHandler;
import dev.ally.web.home.PictureHandler;
import dev.ally.web.home.ProfileHandler;
import dev.ally.web.home.WaitingEmail;
import dev.ally.web.login.CodeHandler;
import dev.ally.web.login.LoginHandler;
import dev.ally.web.login.LogoutHandler;
import dev.ally.web.login.WaitingApplications;
import dev.ally.web.mailed.BrowserHandler;
import dev.ally.web.mailed.CheckMailHandler;
import dev.ally.web.mailed.ConfirmEmailHandler;
import dev.ally.web.mailed.ConfirmSignUpHandler;
import dev.ally.web.mailed.ForgotHandler;
import dev.ally.web.mailed.ResetHandler;
import dev.ally.web.mailed.StopUndoHandler;
import dev.ally.web.mailed.UndoHandler;
import dev.ally.web.oauth2.AuthorizeHandler;
import dev.ally.web.oauth2.Cors;
import dev.ally.web.oauth2.DiscoveryHandler;
import dev.ally.web.oauth2.EndSessionHandler;
import dev.ally.web.oauth2.IntrospectHandler;
import dev.ally.web.oauth2.PushHandler;
import dev.ally.web.oauth2.RevokeHandler;
import dev.ally.web.oauth2.TokenHandler;
import dev.ally.web.oauth2.UserInfoHandler;
import dev.ally.web.page.Details;
import dev.ally.web.page.Notice;
import dev.ally.web.page.PageForm;
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
 * @param bus reaches {@code account}
 * @param languages the texts
 * @param assets the public files
 * @param pages renders the pages
 * @param forApplications whether applications are served too
 */
record Routes(
    Vertx vertx, Bus bus, Settings settings, Clock clock, Mint mint, Languages languages, Assets assets, Pages pages,
    boolean forApplications) {
  /** The same, asking over another bus. */
  Routes with(Bus other) {
    return new Routes(vertx, other, settings, clock, mint, languages, assets, pages, forApplications);
  }

  List<Address> table() {
    return Stream.of(
            login(), account(), mailed(), secondFactor(), history(), helpDesk(),
            forApplications ? people() : List.<Address>of(),
            forApplications ? programs() : List.<Address>of())
        .flatMap(List::stream).toList();
  }

  /** Home, sign-up, login and logout. */
  private List<Address> login() {
    boolean signUpOpen = settings.signUp() != Settings.SignUp.CLOSED;
    var home = new HomeHandler(bus, sessions(), pages, clock, signUpOpen);
    var signUp = new SignUpHandler(bus, mint, sessions(), pages, waiting(), settings);
    var login = new LoginHandler(bus, mint, sessions(), pages, waiting(), signUpOpen);
    var code = new CodeHandler(bus, mint, pages, waiting(), clock);
    var logout = new LogoutHandler(bus);
    var forgot = new ForgotHandler(bus, mint, pages, mail());
    var checkMail = new CheckMailHandler(pages);
    var files = new AssetHandler(assets);
    var language = new LanguageHandler(bus, languages);

    return List.of(
        shows(HOME, home::show),
        ofVisitor(SIGN_UP, signUp.form(), signUp::show, signUp::submit),
        ofVisitor(LOGIN, login.form(), login::show, login::submit),
        form(LOGIN_CODE, code::show, gate().formOfPendingLogin(code::submit, code::tooOld)),
        takes("/language", gate().formOfBrowser(language::submit)),
        takes("/logout", gate().formOfSession(HOME, logout::submit)),
        ofVisitor(FORGOT, forgot.form(), forgot.form()::show, forgot::submit),
        shows(CHECK_MAIL, checkMail::show),
        shows(Assets.ROOT + "*", files::show),
        shows("/favicon.ico", files::icon),
        shows("/robots.txt", files::robots));
  }

  private List<Address> account() {
    var waiting = new WaitingEmail(bus, clock);
    var profile = new ProfileHandler(bus, sessions(), pages, waiting, mail());
    var email = new EmailHandler(bus, mint, sessions(), pages, waiting, mail());
    var emailChange = new EmailChangeHandler(bus, mint, profile.form());
    var file = new DataFile(settings.publicUrl().toString(), clock);
    var data = new DataHandler(vertx, bus, mint, sessions(), pages, file);
    var picture = new PictureHandler(vertx, bus, mint, sessions(), pages);
    var delete = new DeleteHandler(bus, mint, sessions(), pages, mail());
    var security = new SecurityHandler(bus, mint, sessions(), pages, waiting(), clock);
    var password = new PasswordHandler(bus, mint, sessions(), pages);

    return List.of(
        shows("/settings", profile::lead),
        ofSession(PROFILE, profile::show, profile::submit),
        ofSession(PROFILE + "/email", email::show, email::submit),
        formOf(PROFILE, PROFILE + "/email/again", emailChange::again),
        formOf(PROFILE, PROFILE + "/email/cancel", emailChange::cancel),
        ofSession(PICTURE, picture::show, picture::submit)
            .withUpload(gate().session(PICTURE, picture::tooLarge)),
        formOf(PICTURE, PICTURE + "/remove", picture::remove),
        shows(PICTURE + ".jpg", gate().session(PICTURE, picture::file)),
        ofSession(PROFILE + "/data", data::show, data::submit),
        ofSession(PROFILE + "/delete", delete::show, delete::submit),
        ofSession(SECURITY, security::show, security::submit),
        ofSession(PASSWORD, password::show, password::submit),
        shows("/.well-known/change-password", password::lead));
  }

  /** What mailed links open. */
  private List<Address> mailed() {
    var reset = new ResetHandler(bus, mint, pages, waiting());
    var undo = new UndoHandler(bus, mint, pages, clock);
    var stopUndo = new StopUndoHandler(bus, mint, pages, clock);
    var signUp = new ConfirmSignUpHandler(bus, mint, pages, waiting());
    var browser = new BrowserHandler(bus, mint, pages, waiting());
    var email = new ConfirmEmailHandler(bus, mint, pages);

    return List.of(
        ofLink(MailedLinkKind.RESET, reset.entrance(), reset::submit),
        ofLink(MailedLinkKind.UNDO, undo.entrance(), undo::submit),
        ofLink(MailedLinkKind.STOP_UNDO, stopUndo.entrance(), stopUndo::submit),
        ofLink(MailedLinkKind.SIGN_UP, signUp.entrance(), signUp::submit),
        ofLink(MailedLinkKind.BROWSER, browser.entrance(), browser::submit),
        ofLink(MailedLinkKind.EMAIL, email.entrance(), email::submit));
  }

  /** Linking an app, recovery codes, single authenticators, and turning two-factor off. */
  private List<Address> secondFactor() {
    var link = new EnrolmentHandler(bus, mint, pages);
    var qr = new QrHandler(vertx, bus);
    var turnOff = new DeactivateHandler(bus, mint, sessions(), pages);
    var recovery = new RecoveryHandler(
        bus, mint, pages, settings.issuer(), settings.publicUrl().toString(), clock);
    var rename = new RenameHandler(bus, sessions(), pages);

    return Stream.concat(Stream.of(Change.values()).map(this::authenticator), Stream.of(
        ofSession(LINK, link::show, link::submit),
        shows(QR, gate().session(LINK, qr::show)),
        formOf(LINK, LINK + "/cancel", link::cancel),
        ofSession(DEACTIVATE, turnOff::show, turnOff::submit),
        ofSession(RECOVERY, recovery::show, recovery::replace),
        formOf(RECOVERY, RECOVERY + "/saved", recovery::saved),
        formOf(RECOVERY, RECOVERY + "/download", recovery::download),
        ofSession(AUTHENTICATORS + "/rename", rename::show, rename::submit))).toList();
  }

  private Address authenticator(Change change) {
    var handler = new AuthenticatorHandler(change, bus, mint, sessions(), pages);
    return ofSession(change.path(), handler::show, handler::submit);
  }

  /** Where the account is logged in, and what has happened to it. */
  private List<Address> history() {
    var details = new Details(clock);
    var open = new SessionsHandler(bus, pages, details);
    var activity = new ActivityHandler(bus, pages, details);
    var notMe = new NotMeHandler(bus, sessions(), pages);

    return List.of(
        shows(SESSIONS, gate().session(SESSIONS, open::show)),
        formOf(SESSIONS, SESSIONS + "/end", open::end),
        formOf(SESSIONS, SESSIONS + "/end-others", open::endOthers),
        shows(ACTIVITY, gate().session(ACTIVITY, activity::show)),
        ofSession(ACTIVITY + "/not-me", notMe::show, notMe::submit));
  }

  /** For operators, who look for accounts of others and act on them. */
  private List<Address> helpDesk() {
    var search = new SearchHandler(bus, mint, sessions(), pages);
    var account = new AccountHandler(bus, mint, pages, new Details(clock));
    String path = HELP_DESK + "/accounts/:id";

    return Stream.concat(
            Stream.of(
                ofSession(HELP_DESK, search::show, search::submit),
                shows(path, gate().session(HELP_DESK, account::show))),
            Stream.of(DeskAct.values()).map(act ->
                form(path + "/" + act.path(), gate().session(HELP_DESK, account::lead), request ->
                    gate().formOfSession(AccountHandler.page(request), account.submit(act)).answer(request))))
        .map(Address::asHelpDesk).toList();
  }

  /** Where applications send people. */
  private List<Address> people() {
    var authorize = new AuthorizeHandler(bus, mint, sessions(), pages);
    var endSession = new EndSessionHandler(bus, sessions(), pages);
    var hostLogin = new HostLoginHandler(bus, mint, sessions(), pages);
    var applications = new ApplicationsHandler(bus, mint, sessions(), pages, new Details(clock));
    Action decide = gate().formOfSession(AUTHORIZE, authorize::decide);
    Action leave = gate().formOfBrowser(authorize::decide);
    Action confirm = gate().formOfSession(END_SESSION, endSession::confirm);

    return List.of(
        shows(HOST_LOGIN, hostLogin::show).asEntrance(),
        shows(HostLoginHandler.STOPPED, hostLogin::stopped).asEntrance(),
        form(AUTHORIZE, authorize::show, request -> !AuthorizeHandler.isDecision(request) ? authorize.submit(request)
            : AuthorizeHandler.isLeaving(request) ? leave.answer(request) : decide.answer(request)).asEntrance(),
        form(END_SESSION, endSession::show, request -> EndSessionHandler.isConfirmation(request)
            ? confirm.answer(request) : endSession.submit(request)).asEntrance(),
        ofSession(APPLICATIONS, applications::show, applications::end));
  }

  /** What proxies ask before protected hosts, and hand on for them. */
  List<ProxyAddress> forProxies() {
    String envoyPrefix = FORWARD + "/envoy";
    var check = new CheckHandler(bus, mint, settings.publicUrl(), envoyPrefix);
    var ticket = new TicketHandler(bus, mint, settings.publicUrl());

    return Stream.of(
            new ProxyAddress(FORWARD + "/nginx", check::nginx),
            new ProxyAddress(FORWARD + "/headers", check::headers),
            new ProxyAddress(envoyPrefix + "/*", check::envoy),
            new ProxyAddress(TicketHandler.ROOT + "*", ticket::answer))
        .map(address -> forApplications ? address : new ProxyAddress(address.path(), CheckHandler::off))
        .toList();
  }

  /** What applications themselves ask. */
  private List<Address> programs() {
    var discovery = new DiscoveryHandler(
        bus, settings.publicUrl().toString(), languages.all().stream().map(Catalogue::tag).toList());
    var userInfo = new UserInfoHandler(bus);
    var cors = new Cors(bus, clock);

    return List.of(
        shows("/.well-known/openid-configuration", discovery::metadata).asProtocol().readable(cors),
        shows("/.well-known/oauth-authorization-server", discovery::metadata).asProtocol().readable(cors),
        shows(OAUTH2 + "/jwks", discovery::keys).asProtocol().readable(cors),
        takes(OAUTH2 + "/token", new TokenHandler(bus, mint)::submit).asProtocol().readable(cors),
        takes(OAUTH2 + "/revoke", new RevokeHandler(bus, mint)::submit).asProtocol().readable(cors),
        form(OAUTH2 + "/userinfo", userInfo::show, userInfo::show).asProtocol().readable(cors),
        takes(OAUTH2 + "/par", new PushHandler(bus, mint)::submit).asProtocol(),
        takes(OAUTH2 + "/introspect", new IntrospectHandler(bus, mint)::submit).asProtocol());
  }

  /** A page with a form, for people who are signed in. */
  private Address ofSession(String path, Action show, Action submit) {
    return form(path, gate().session(path, show), gate().formOfSession(path, submit));
  }

  /** Where a form of that page goes, for people who are signed in; to be shown, the address leads to the page. */
  private Address formOf(String page, String path, Action submit) {
    return form(path, request -> Reply.seeOther(LocalPath.wantedBy(request).after(page)).now(),
        gate().formOfSession(page, submit));
  }

  /** A page with a form, for visitors. */
  private Address ofVisitor(String path, PageForm form, Action show, Action submit) {
    return form(path, show, gate().formOfVisitor(submit, form::tooOld));
  }

  /** The page that a mailed link opens. */
  private Address ofLink(MailedLinkKind kind, Action entrance, Action submit) {
    return form(kind.path(), entrance, gate().formOfLink(submit));
  }

  private Gate gate() {
    return new Gate(sessions(), Notice.SESSION_OVER::on, Notice.FORM_TOO_OLD::on);
  }

  Sessions sessions() {
    return new Sessions(bus);
  }

  private WaitingApplications waiting() {
    return new WaitingApplications(bus, languages, forApplications);
  }

  private boolean mail() {
    return settings.mail().configured();
  }
}
