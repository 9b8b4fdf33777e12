package dev.ally.web;

import static dev.ally.web.Address.form;
import static dev.ally.web.Address.shows;
import static dev.ally.web.Address.takes;

import dev.ally.config.Settings;
import dev.ally.contract.Bus;
import dev.ally.web.guard.Gate;
import dev.ally.web.guard.Mint;
import dev.ally.web.guard.Sessions;
import dev.ally.web.home.HomeHandler;
import dev.ally.web.home.ProfileHandler;
import dev.ally.web.link.LinkHandler;
import dev.ally.web.link.QrHandler;
import dev.ally.web.login.CodeHandler;
import dev.ally.web.login.LoginHandler;
import dev.ally.web.login.LogoutHandler;
import dev.ally.web.mailed.ConfirmSignUpHandler;
import dev.ally.web.mailed.ForgotHandler;
import dev.ally.web.mailed.ResetHandler;
import dev.ally.web.mailed.UndoHandler;
import dev.ally.web.page.Pages;
import dev.ally.web.page.Texts;
import dev.ally.web.security.DeactivateHandler;
import dev.ally.web.security.PasswordHandler;
import dev.ally.web.security.SecurityHandler;
import dev.ally.web.signup.SignUpHandler;
import dev.ally.web.site.AssetHandler;
import dev.ally.web.site.Assets;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.List;

/**
 * The addresses of the site, as a table.
 *
 * @param bus on which {@code account} is asked
 * @param assets the public files
 * @param pages renders all the others
 */
record Routes(
    Vertx vertx, Bus bus, Settings settings, Clock clock, Mint mint, Texts texts, Assets assets, Pages pages) {
  private static final String PROFILE = ProfileHandler.PATH;
  private static final String SECURITY = SecurityHandler.PATH;
  private static final String LINK = LinkHandler.PATH;
  private static final String PASSWORD = PasswordHandler.PATH;
  private static final String TURN_OFF = DeactivateHandler.PATH;

  List<Address> table() {
    boolean signUpOpen = settings.signUp() != Settings.SignUp.CLOSED;
    Sessions sessions = new Sessions(bus);
    Gate gate = new Gate(sessions);

    var home = new HomeHandler(sessions, pages, signUpOpen);
    var signUp = new SignUpHandler(bus, mint, sessions, pages, texts, settings);
    var login = new LoginHandler(bus, mint, sessions, pages, texts, signUpOpen, settings.mail().configured());
    var code = new CodeHandler(bus, mint, pages, texts);
    var logout = new LogoutHandler(bus);
    var profile = new ProfileHandler(sessions, pages);
    var security = new SecurityHandler(bus, mint, pages, texts, clock);
    var link = new LinkHandler(bus, mint, pages, texts);
    var qr = new QrHandler(vertx, bus);
    var turnOff = new DeactivateHandler(bus, mint, pages, texts);
    var password = new PasswordHandler(bus, mint, pages, texts, settings.limits());
    var forgot = new ForgotHandler(bus, mint, pages, texts, settings.mail().configured());
    var reset = new ResetHandler(bus, mint, pages, texts, settings.limits());
    var undo = new UndoHandler(bus, mint, pages, texts);
    var confirmSignUp = new ConfirmSignUpHandler(bus, mint, pages, texts);
    var files = new AssetHandler(assets);

    return List.of(
        shows("/", home::show),
        form("/signup", signUp::show, gate.formOfVisitor(signUp::submit, signUp::tooOld)),
        form("/login", login::show, gate.formOfVisitor(login::submit, login::tooOld)),
        form("/login/code", code::show, gate.formOfPendingLogin(code::submit, code::tooOld)),
        form(ForgotHandler.PATH, forgot::show, gate.formOfVisitor(forgot::submit, forgot::tooOld)),
        form(ResetHandler.PATH, reset.entrance(), gate.formOfLink(reset::submit, reset::tooOld)),
        form(UndoHandler.PATH, undo.entrance(), gate.formOfLink(undo::submit, undo::tooOld)),
        form(ConfirmSignUpHandler.PATH, confirmSignUp.entrance(),
            gate.formOfLink(confirmSignUp::submit, confirmSignUp::tooOld)),
        takes("/logout", gate.formOfSession("/", logout::submit)),
        shows("/settings", profile::lead),
        shows(PROFILE, gate.session(PROFILE, profile::show)),
        form(SECURITY, gate.session(SECURITY, security::show), gate.formOfSession(SECURITY, security::submit)),
        form(LINK, gate.session(LINK, link::show), gate.formOfSession(LINK, link::submit)),
        shows(QrHandler.PATH, gate.session(LINK, qr::show)),
        takes(LINK + "/cancel", gate.formOfSession(LINK, link::cancel)),
        form(TURN_OFF, gate.session(TURN_OFF, turnOff::show), gate.formOfSession(TURN_OFF, turnOff::submit)),
        form(PASSWORD, gate.session(PASSWORD, password::show), gate.formOfSession(PASSWORD, password::submit)),
        shows(PasswordHandler.WELL_KNOWN_PATH, password::lead),
        shows(Assets.ROOT + "*", files::show));
  }
}
