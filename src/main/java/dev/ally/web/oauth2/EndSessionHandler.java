package dev.ally.web.oauth2;

import dev.ally.bus.Bus;
import dev.ally.bus.TextLimit;
import dev.ally.contract.account.LogOut;
import dev.ally.contract.account.Person;
import dev.ally.contract.oidc.BeginLogout;
import dev.ally.crypto.Secret;
import dev.ally.web.exchange.ClientAddress;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.FormFields;
import dev.ally.web.exchange.LocalPath;
import dev.ally.web.exchange.Paths;
import dev.ally.web.exchange.Refusal;
import dev.ally.web.exchange.Refused;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Sessions;
import dev.ally.web.page.Notice;
import dev.ally.web.page.Page;
import dev.ally.web.page.Pages;
import io.vertx.core.Future;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * {@code /oauth2/logout}: logs out as an application asks (OpenID Connect RP-Initiated Logout §2). Without a hint that
 * names this very session the person is asked first.
 */
public final class EndSessionHandler {
  private static final String HINT = "id_token_hint";
  private static final String CLIENT = "client_id";
  private static final String RETURN = "post_logout_redirect_uri";
  private static final String STATE = "state";
  private static final List<String> PARAMETERS = List.of(HINT, CLIENT, RETURN, STATE);

  private final Bus bus;
  private final Sessions sessions;
  private final Pages pages;
  private final ApplicationErrors errors;
  private final WayOut wayOut;

  public EndSessionHandler(Bus bus, Sessions sessions, Pages pages) {
    this.bus = bus;
    this.sessions = sessions;
    this.pages = pages;
    this.errors = new ApplicationErrors(sessions, pages);
    this.wayOut = new WayOut(sessions, pages);
  }

  /** Without a session there is nothing to end: a login that waits for its code goes on, whoever made this address. */
  public Future<Reply> show(Request request) {
    return sessions.voucher(request).compose(voucher -> begin(request.query(), voucher)
        .compose(answer -> switch (answer.outcome()) {
          case PROVEN -> voucher.isEmpty() ? question(request, answer) : end(request, answer, false);
          case ASK -> question(request, answer);
          case UNKNOWN_ADDRESS -> errors.forDevelopers(request, "unknown-return");
          case BAD_HINT -> errors.forDevelopers(request, "bad-hint");
        }));
  }

  /** A browser sends no cookie with a form of another site, so a posted request goes on by a GET. */
  public Future<Reply> submit(Request request) {
    refuseRepeated(request.form());
    String query = PARAMETERS.stream()
        .filter(name -> !request.form().first(name).isEmpty())
        .map(name -> name + "=" + encoded(request.form().first(name)))
        .collect(Collectors.joining("&"));
    return Reply.seeOther(Paths.END_SESSION + (query.isEmpty() ? "" : "?" + query)).now();
  }

  /** Whether the posted form is the one of {@link #question}. */
  public static boolean isConfirmation(Request request) {
    return request.form().find(Field.CONFIRM).isPresent();
  }

  /** The person wants to log out. */
  public Future<Reply> confirm(Request request) {
    if (!request.form().text(Field.CONFIRM).equals("yes")) {
      throw new Refused(Refusal.MALFORMED);
    }
    return sessions.voucher(request).compose(voucher -> begin(request.form(), voucher)
        .compose(answer -> switch (answer.outcome()) {
          case PROVEN, ASK -> end(request, answer, true);
          case UNKNOWN_ADDRESS -> errors.forDevelopers(request, "unknown-return");
          case BAD_HINT -> errors.forDevelopers(request, "bad-hint");
        }));
  }

  /** @throws Refused where the state is so long that it would not come back as it was */
  private Future<BeginLogout.Answer> begin(FormFields fields, Secret voucher) {
    refuseRepeated(fields);
    String state = fields.first(STATE);
    String returnUri = TextLimit.PARAMETER.cut(fields.first(RETURN));
    int longest = TextLimit.PARAMETER.longest() - (returnUri + "?" + STATE + "=").length();
    if (!returnUri.isEmpty() && encoded(state).length() > longest) {
      throw new Refused(Refusal.ADDRESS_TOO_LONG);
    }
    return BeginLogout.OPERATION.ask(bus, new BeginLogout(
        TextLimit.JWT.cut(fields.first(HINT)), TextLimit.CLIENT.cut(fields.first(CLIENT)), returnUri,
        TextLimit.PARAMETER.cut(state), voucher));
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  private static void refuseRepeated(FormFields fields) {
    if (fields.repeated().stream().anyMatch(PARAMETERS::contains)) {
      throw new Refused(Refusal.MALFORMED);
    }
  }

  /** A session that is held has no voucher, and can be ended by this form alone. */
  private Future<Reply> question(Request request, BeginLogout.Answer answer) {
    return sessions.find(request).compose(found -> found.person().or(found::held)
        .map(known -> pages.reply(request, page(request, known, answer)))
        .orElseGet(() -> goOn(request, answer, false)));
  }

  private static Page page(Request request, Person person, BeginLogout.Answer answer) {
    FormFields asked = request.query();
    return Page.of("end-session")
        .with("application", Optional.of(answer.clientName()).filter(name -> !name.isEmpty()))
        .with("hint", asked.first(HINT))
        .with("client", asked.first(CLIENT))
        .with("return", asked.first(RETURN))
        .with("state", asked.first(STATE))
        .of(person, request);
  }

  private Future<Reply> end(Request request, BeginLogout.Answer answer, boolean behindForm) {
    Secret session = request.secret(Cookie.SESSION);
    return LogOut.OPERATION
        .ask(bus, new LogOut(session, request.secret(Cookie.PENDING), request.requestInfo()))
        .compose(ended -> goOn(request, answer, behindForm))
        .map(reply -> reply.clear(Cookie.SESSION).clear(Cookie.PENDING));
  }

  private Future<Reply> goOn(Request request, BeginLogout.Answer answer, boolean behindForm) {
    return answer.returnUri().isEmpty()
        ? Notice.LOGGED_OUT.on(Reply.seeOther(LocalPath.HOME)).now()
        : wayOut.to(request, new ClientAddress(answer.returnUri()), answer.clientName(), behindForm);
  }
}
