package dev.ally.web.login;

import dev.ally.bus.Bus;
import dev.ally.contract.oidc.FindAuthorization;
import dev.ally.contract.oidc.FindHostLogin;
import dev.ally.crypto.Secret;
import dev.ally.language.Languages;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.HostLogin;
import dev.ally.web.exchange.LocalPath;
import dev.ally.web.exchange.ParkedRequest;
import dev.ally.web.exchange.Request;
import dev.ally.web.exchange.WaitingLogin;
import dev.ally.web.page.Page;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Asks {@code oidc} which application waits for a login, so that the pages on the way name it, speak its language, and
 * lead back to it. Where {@code oidc} does not answer they are as without an application.
 */
public final class WaitingApplications {
  /** No application waits. */
  static final Waiting NONE = new Waiting("", "", "", "");
  private static final Pattern SPACE = Pattern.compile("\\s+");
  /** A language tag (RFC 5646) of up to four subtags. */
  private static final Pattern TAG = Pattern.compile("[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}");
  private static final int MOST_TAGS = 8;

  private final Bus bus;
  private final Languages languages;
  private final boolean served;

  /** @param served whether applications are served here; otherwise none is looked for */
  public WaitingApplications(Bus bus, Languages languages, boolean served) {
    this.bus = bus;
    this.languages = languages;
    this.served = served;
  }

  /**
   * @param application its name; empty: none waits
   * @param request the token of its parked request; empty where the application is a protected host
   * @param loginHint for the email field
   * @param locales the languages that it asks for
   */
  public record Waiting(String application, String request, String loginHint, String locales) {
    public boolean isPresent() {
      return !application.isEmpty();
    }

    /** The page, which names the application if one waits. */
    public Page on(Page page) {
      return isPresent() ? page.with("application", application).with("request", request) : page;
    }
  }

  /** The application that waits at the destination of this request. */
  public Future<Waiting> of(Request request) {
    return at(LocalPath.wantedBy(request));
  }

  /**
   * Where a person goes on who has used a mailed link: to the application that still waits since the email was
   * requested in this browser, or home.
   */
  public Future<LocalPath> afterEmail(Request request) {
    Optional<LocalPath> kept = WaitingLogin.keptBy(request).map(WaitingLogin::path);
    return kept.isEmpty()
        ? Future.succeededFuture(LocalPath.HOME)
        : at(kept.get()).map(waiting -> waiting.isPresent() ? kept.get() : LocalPath.HOME);
  }

  private Future<Waiting> at(LocalPath path) {
    Optional<HostLogin> host = served ? HostLogin.at(path) : Optional.empty();
    if (host.isPresent()) {
      return FindHostLogin.OPERATION.ask(bus, new FindHostLogin(host.get().destination()))
          .map(found -> new Waiting(found.clientName(), "", "", ""))
          .otherwise(NONE);
    }
    Optional<ParkedRequest> parked = parked(path);
    return parked.isEmpty() ? Future.succeededFuture(NONE) : FindAuthorization.OPERATION
        .ask(bus, new FindAuthorization(parked.get().token()))
        .map(found -> new Waiting(
            found.clientName(), parked.get().token().revealText(), found.loginHint(), found.uiLocales()))
        .otherwise(NONE);
  }

  /** Whether an application waits at the destination of this request: {@code oidc} has sent the person to the login. */
  boolean isWaitedFor(Request request) {
    return served && WaitingLogin.at(LocalPath.wantedBy(request)).isPresent();
  }

  /**
   * Whether a person who is logged in need not log in again for the application that waits there: that has come to know
   * the login since it sent the person here, or waits no more.
   *
   * @param voucher of the person's session
   */
  Future<Boolean> goesOn(Request request, Secret voucher) {
    return parked(LocalPath.wantedBy(request))
        .map(parked -> FindAuthorization.OPERATION.ask(bus, new FindAuthorization(parked.token(), voucher))
            .map(found -> found.clientName().isEmpty() || found.loggedIn())
            .otherwise(false))
        .orElseGet(() -> Future.succeededFuture(false));
  }

  /** The parked request that goes on at this path; empty where there is none. */
  private Optional<ParkedRequest> parked(LocalPath path) {
    return served ? ParkedRequest.at(path) : Optional.empty();
  }

  /** The request in the language that the application asks for, unless the person has chosen one. */
  public Request speaking(Request request, Waiting waiting) {
    String wanted = SPACE.splitAsStream(waiting.locales)
        .filter(tag -> TAG.matcher(tag).matches())
        .limit(MOST_TAGS)
        .collect(Collectors.joining(","));
    return wanted.isEmpty() || request.find(Cookie.LANGUAGE).isPresent()
        ? request
        : request.in(languages.best(Optional.empty(), wanted + "," + request.language() + ";q=0.1"));
  }
}
