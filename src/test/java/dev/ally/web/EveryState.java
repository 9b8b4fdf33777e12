package dev.ally.web;

import static dev.ally.web.FakeAccount.CODE;
import static dev.ally.web.FakeAccount.EMAIL;
import static dev.ally.web.FakeAccount.NOW;
import static dev.ally.web.FakeAccount.PASSWORD;
import static dev.ally.web.FakeOidc.LOGIN;
import static dev.ally.web.FakeOidc.step;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.WaitForSelectorState;
import dev.ally.contract.account.CodeRefusal;
import dev.ally.contract.account.FindAccounts;
import dev.ally.contract.account.FindEmailChange;
import dev.ally.contract.account.FindMailedLink;
import dev.ally.contract.account.HelpDeskAccess;
import dev.ally.contract.account.LogIn;
import dev.ally.contract.account.LogInWithCode;
import dev.ally.contract.account.MailedLinkKind;
import dev.ally.contract.account.Person;
import dev.ally.contract.account.ShowActivity;
import dev.ally.contract.oidc.ContinueAuthorization;
import dev.ally.contract.oidc.ContinueAuthorization.Outcome;
import dev.ally.crypto.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The way through every page in each of its states, as a user would go who makes most of the mistakes. */
final class EveryState {
  private static final String TOKEN = "A".repeat(43);

  private final Site site;
  private final Page page;
  private final Consumer<String> look;
  private final Map<String, Integer> seen = new HashMap<>();

  /** @param look is given the name of each state while it is shown: its path, and which of the states there it is */
  EveryState(Site site, Page page, Consumer<String> look) {
    this.site = site;
    this.page = page;
    this.look = look;
  }

  void walk() {
    visitor();
    mailedLinks();
    logIn();
    signedIn();
    settings();
    applications();
    turnOn();
    recoveryCodes();
    authenticators();
    whileOn();
    turnOff();
    helpDesk();
  }

  private void visitor() {
    for (String path : List.of("/", "/nowhere", "/signup")) {
      open(path);
    }
    send();
    page.fill("#email", EMAIL);
    send();
    open("/login");
    send();
    site.account.answer(LogIn.OPERATION, new LogIn.Answer(LogIn.Outcome.WAIT, Duration.ofMinutes(4)));
    send();
    site.account.answerAsBefore(LogIn.OPERATION);
    open(LOGIN);
    page.click(".ways a:last-child");
    look();
    page.context().clearCookies();
    open("/forgot");
    page.fill("#email", EMAIL);
    send();
    assertThat(page.locator("h1").textContent()).isEqualTo("Check your email");
    send();
    for (String kind : List.of("SIGN_UP", "BROWSER")) {
      String address =
          Base64.getUrlEncoder().withoutPadding().encodeToString(EMAIL.getBytes(StandardCharsets.US_ASCII));
      page.context().addCookies(List.of(
          new Cookie("ally_mailed", kind + "." + address + ".").setUrl(site.url.toString())));
      open("/check-mail");
    }
  }

  /** What the links in emails open. */
  private void mailedLinks() {
    site.account.answer(FindMailedLink.OPERATION, found(Optional.empty()));
    for (MailedLinkKind kind : EnumSet.complementOf(EnumSet.of(MailedLinkKind.STOP_UNDO, MailedLinkKind.UNKNOWN))) {
      open(kind.path() + "?token=" + TOKEN);
    }
    site.account.answer(FindMailedLink.OPERATION, found(Optional.of(NOW)));
    for (MailedLinkKind kind : List.of(MailedLinkKind.UNDO, MailedLinkKind.STOP_UNDO)) {
      open(kind.path() + "?token=" + TOKEN);
    }
    site.account.answer(FindMailedLink.OPERATION, new FindMailedLink.Answer(Optional.empty()));
    for (MailedLinkKind kind : List.of(MailedLinkKind.RESET, MailedLinkKind.SIGN_UP)) {
      open(kind.path() + "?token=" + "B".repeat(43));
    }
  }

  private static FindMailedLink.Answer found(Optional<Instant> undoAt) {
    return new FindMailedLink.Answer(Optional.of(EMAIL), "Ada", undoAt, Optional.of(6));
  }

  private void signedIn() {
    look();
    page.click(".person");
    look();
  }

  private void settings() {
    site.account.newEmail = Optional.of(new FindEmailChange.Waiting("new@example.net", NOW));
    for (String path : List.of(
        "profile", "sessions", "applications", "activity", "activity/not-me", "profile/picture")) {
      open("/settings/" + path);
    }
    send();
    site.account.newEmail = Optional.empty();
    site.account.answer(ShowActivity.OPERATION, new ShowActivity.Answer(
        Optional.of(new ShowActivity.Activity(site.account.ada, List.of(), false))));
    open("/settings/activity");
    site.account.answerAsBefore(ShowActivity.OPERATION);
    open("/settings/profile");
    page.fill("main #name", "");
    follow(page, "main section form[action='/settings/profile'] button[type=submit]");
    look();
    proofs();
  }

  /** The forms that ask for the password, and for a code where two-factor is on. */
  private void proofs() {
    for (String path : List.of("profile/email", "profile/data", "profile/delete", "security/password")) {
      open("/settings/" + path);
      send();
    }
  }

  /** What stands between an application and its answer. */
  private void applications() {
    for (Outcome outcome : List.of(Outcome.CONSENT, Outcome.NOT_IN_GROUP, Outcome.EXPIRED, Outcome.ENROL)) {
      site.account.answer(ContinueAuthorization.OPERATION, step(outcome));
      open(LOGIN);
    }
    site.account.answerAsBefore(ContinueAuthorization.OPERATION);
    for (String path : List.of("/oauth2/authorize?client_id=unknown", "/oauth2/logout")) {
      open(path);
    }
  }

  private void turnOn() {
    open("/settings/security");
    page.selectOption("#method", "authenticator");
    send();
    page.fill("#password", PASSWORD);
    send();
    for (String code : List.of("12345", "999999", "999999", CODE)) {
      page.fill("#totp", code);
      send();
    }
    assertThat(page.content()).contains("Two-factor authentication is activated.");
  }

  private void recoveryCodes() {
    site.account.shownCodes = Optional.of(FakeAccount.RECOVERY_CODES);
    open("/settings/security/recovery");
    follow(page, "form[action$=saved] button");
    look();
    for (String path : List.of("/", "/settings/security")) {
      open(path);
    }
    site.account.shownCodes = Optional.empty();
  }

  private void authenticators() {
    for (String path : List.of("recovery", "authenticators/add", "authenticators/replace")) {
      open("/settings/security/" + path);
      page.fill("#totp", "999999");
      send();
    }
    page.navigate(site.url + "/settings/security/authenticators/add");
    page.fill("#name", "x".repeat(61));
    send();
    site.account.recovered = true;
    open("/settings/security/authenticators/replace");
    site.account.recovered = false;
    site.account.addAnother();
    for (String name : List.of("Rename", "Remove")) {
      open("/settings/security");
      page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name + " “Another”")).click();
      look();
    }
  }

  private void whileOn() {
    open("/");
    proofs();
    site.account.undoAt = Optional.of(NOW);
    open("/settings/security");
    page.context().clearCookies();
    logIn();
    look();
    site.account.undoAt = Optional.empty();
    logInAfterARestore();
  }

  /** The sixth digit sends the first code, so it has five. */
  private void logInAfterARestore() {
    site.account.shownCodes = Optional.of(FakeAccount.RECOVERY_CODES);
    site.account.answerBy(LogInWithCode.OPERATION, question -> {
      if (!question.code().equals(Secret.of(CODE))) {
        return LogInWithCode.Answer.of(CodeRefusal.MALFORMED);
      }
      site.account.sessions.put(question.newSession().revealText(), site.account.ada);
      return LogInWithCode.Answer.of(LogInWithCode.Outcome.SIGNED_IN).withNewRecoveryCodes();
    });
    page.fill("#totp", "11111");
    send();
    page.fill("#totp", CODE);
    send();
    site.account.answerAsBefore(LogInWithCode.OPERATION);
    site.account.shownCodes = Optional.empty();
    page.context().clearCookies();
  }

  private void helpDesk() {
    Person ada = site.account.ada;
    site.account.ada = new Person(ada.accountId(), ada.email(), ada.name(), ada.picture(), ada.language(), true);
    site.account.sessions.replaceAll((token, person) -> site.account.ada);
    for (String path : List.of("", "?search=g", "?search=x", "/accounts/" + FakeDesk.GRACE)) {
      open("/admin" + path);
    }
    for (String reason : List.of("", FakeDesk.REASON)) {
      page.locator("details").evaluateAll("all => all.forEach(one => one.open = true)");
      page.fill("[action$=lock] [name=reason]", reason);
      follow(page, "[action$=lock] button");
      look();
    }
    site.account.answer(FindAccounts.OPERATION, FindAccounts.Answer.without(
        HelpDeskAccess.CODE_NEEDED, Optional.of(site.account.ada), Optional.of(6)));
    open("/admin");
    site.account.answerAsBefore(FindAccounts.OPERATION);
    site.account.ada = ada;
    site.account.sessions.replaceAll((token, person) -> ada);
  }

  private void turnOff() {
    logIn();
    look();
    page.click("summary");
    page.fill("#totp", "99999");
    send();
    page.fill("#totp", CODE);
    send();
    open("/settings/security/deactivate");
    page.fill("#totp", CODE);
    send();
    assertThat(page.content()).contains("Two-factor authentication is deactivated.");
  }

  private void logIn() {
    logIn(site, page);
  }

  static void logIn(Site site, Page page) {
    page.navigate(site.url + "/login");
    page.fill("#email", EMAIL);
    page.fill("#password", PASSWORD);
    follow(page, "main button[type=submit]");
  }

  private void open(String path) {
    page.navigate(site.url + path);
    look();
  }

  private void send() {
    follow(page, "main button[type=submit]");
    look();
  }

  private void look() {
    String path = URI.create(page.url()).getPath().substring(1);
    String name = path.isEmpty() ? "home" : path.replace('/', '-');
    int count = seen.merge(name, 1, Integer::sum);
    look.accept(count == 1 ? name : name + "." + count);
  }

  /** Clicks, and returns once the page to which that leads stands there as a whole. */
  static void follow(Page page, String button) {
    page.evaluate("document.documentElement.dataset.left = 'yes'");
    page.locator(button).first().click();
    page.locator("html:not([data-left])").waitFor(
        new Locator.WaitForOptions().setState(WaitForSelectorState.ATTACHED));
    page.waitForLoadState();
  }
}
