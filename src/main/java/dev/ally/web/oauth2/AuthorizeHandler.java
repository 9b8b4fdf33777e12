package dev.ally.web.oauth2;

import dev.ally.bus.Bus;
import dev.ally.contract.oidc.AuthorizationDemand;
import dev.ally.contract.oidc.BeginAuthorization;
import dev.ally.contract.oidc.ContinueAuthorization.Decision;
import dev.ally.contract.oidc.ContinueAuthorization;
import dev.ally.crypto.Secret;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.FormFields;
import dev.ally.web.exchange.ParkedRequest;
import dev.ally.web.exchange.Refusal;
import dev.ally.web.exchange.Refused;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Mint;
import dev.ally.web.guard.Sessions;
import dev.ally.web.page.Pages;
import io.vertx.core.Future;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * {@code /oauth2/authorize}: takes an application's request, parks it at {@code oidc}, leads the person through what
 * {@code oidc} finds missing, and sends its answer back (RFC 6749 §4.1, OpenID Connect Core §3.1.2). Nothing is
 * decided here.
 */
public final class AuthorizeHandler {
  private static final String SAME_ORIGIN = "same-origin";

  private final Bus bus;
  private final Mint mint;
  private final Sessions sessions;
  private final AuthorizePages steps;
  private final ApplicationErrors errors;
  private final WayOut wayOut;

  public AuthorizeHandler(Bus bus, Mint mint, Sessions sessions, Pages pages) {
    this.bus = bus;
    this.mint = mint;
    this.sessions = sessions;
    this.steps = new AuthorizePages(sessions, pages);
    this.errors = new ApplicationErrors(sessions, pages);
    this.wayOut = new WayOut(sessions, pages);
  }

  /** A request of an application, or one that is parked and goes on: after a login, an enrolment, a POST. */
  public Future<Reply> show(Request request) {
    Optional<ParkedRequest> parked = parked(request.query());
    return parked.isPresent() && request.query().first("client_id").isEmpty()
        ? sessions.voucher(request).compose(voucher -> goOn(request, parked.get(), voucher, Decision.NONE, true))
        : begin(request);
  }

  /** Nothing but this site's pages sends browsers here from this site, and these do so behind a form. */
  private Future<Reply> begin(Request request) {
    boolean behindForm = request.headers().getAll("Sec-Fetch-Site").contains(SAME_ORIGIN);
    Secret token = mint.token();
    return sessions.voucher(request).compose(voucher ->
        ask(request, Demands.of(request.query()), token, voucher, false).compose(answer -> switch (answer.outcome()) {
          case PARKED -> answer.next()
              .map(next -> reply(request, new ParkedRequest(token), next, behindForm))
              .orElseGet(() -> goOn(request, new ParkedRequest(token), voucher, Decision.NONE, behindForm));
          case ANSWERED -> wayOut.to(request, answer.response().orElseThrow(), answer.clientName(), behindForm);
          case UNKNOWN_CLIENT, UNKNOWN_ADDRESS, UNKNOWN_REQUEST -> errors.unknown(request, answer);
        }));
  }

  /**
   * A request that an application posts. A browser sends no cookie with a form of another site, so it is parked, and
   * goes on by a GET.
   */
  public Future<Reply> submit(Request request) {
    Secret token = mint.token();
    return sessions.voucher(request).compose(voucher -> ask(request, Demands.of(request.form()), token, voucher, true))
        .compose(answer -> switch (answer.outcome()) {
          case PARKED -> Reply.seeOther(new ParkedRequest(token).path()).now();
          case ANSWERED -> wayOut.to(request, answer.response().orElseThrow(), answer.clientName(), true);
          case UNKNOWN_CLIENT, UNKNOWN_ADDRESS, UNKNOWN_REQUEST -> errors.unknown(request, answer);
        });
  }

  /** Whether the posted form is one of this site's own, in which a person decides. */
  public static boolean isDecision(Request request) {
    return request.form().find(Field.DECISION).isPresent();
  }

  /** Whether the person goes back to the application, which needs no session. */
  public static boolean isLeaving(Request request) {
    return request.form().text(Field.DECISION).equals(Decision.LEAVE.name().toLowerCase(Locale.ROOT));
  }

  /** What the person has decided. */
  public Future<Reply> decide(Request request) {
    ParkedRequest parked = parked(request.form()).orElseThrow(() -> new Refused(Refusal.MALFORMED));
    Decision decision = decision(request.form().text(Field.DECISION));
    return sessions.voucher(request).compose(voucher -> goOn(request, parked, voucher, decision, true));
  }

  private static Decision decision(String typed) {
    return Arrays.stream(Decision.values())
        .filter(one -> one != Decision.NONE && one.name().toLowerCase(Locale.ROOT).equals(typed))
        .findFirst().orElseThrow(() -> new Refused(Refusal.MALFORMED));
  }

  private static Optional<ParkedRequest> parked(FormFields fields) {
    return ParkedRequest.of(fields.first(Field.REQUEST.id()));
  }

  private Future<BeginAuthorization.Answer> ask(
      Request request, AuthorizationDemand demand, Secret token, Secret voucher, boolean posted) {
    return BeginAuthorization.OPERATION.ask(bus, new BeginAuthorization(
        mint.operationId(), demand, token, voucher, posted, request.requestInfo().address(),
        posted ? Optional.empty() : Optional.of(request.requestInfo())));
  }

  private Future<Reply> goOn(
      Request request, ParkedRequest parked, Secret voucher, Decision decision, boolean behindForm) {
    ContinueAuthorization question = new ContinueAuthorization(
        mint.operationId(), parked.token(), voucher, decision, request.requestInfo());
    return ContinueAuthorization.OPERATION.ask(bus, question)
        .compose(answer -> reply(request, parked, answer, behindForm));
  }

  private Future<Reply> reply(
      Request request, ParkedRequest parked, ContinueAuthorization.Answer answer, boolean behindForm) {
    return switch (answer.outcome()) {
      case EXPIRED -> errors.expired(request);
      case LOG_IN -> Reply.logInFirst(parked.path()).now();
      case ENROL -> steps.enrol(parked).now();
      case CONSENT -> steps.consent(request, parked, answer);
      case NOT_IN_GROUP -> steps.notInGroup(request, parked, answer);
      case ANSWERED -> wayOut.to(request, answer.response().orElseThrow(), answer.clientName(), behindForm);
    };
  }
}
