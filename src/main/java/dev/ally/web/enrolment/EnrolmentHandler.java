package dev.ally.web.enrolment;

import dev.ally.bus.Bus;
import dev.ally.contract.PendingKey.Purpose;
import dev.ally.contract.account.AbandonEnrolment;
import dev.ally.contract.account.CompleteEnrolment;
import dev.ally.contract.account.FindEnrolment.Link;
import dev.ally.contract.account.FindEnrolment;
import dev.ally.crypto.Secret;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.LocalPath;
import dev.ally.web.exchange.Refusal;
import dev.ally.web.exchange.Refused;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Mint;
import dev.ally.web.page.Catalogue;
import dev.ally.web.page.CodeProblem;
import dev.ally.web.page.Notice;
import dev.ally.web.page.Pages;
import dev.ally.web.page.Problem;
import dev.ally.web.security.SecurityHandler;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** {@code /settings/security/link}: shows the pending key, confirms it with a code of the app, or drops it. */
public final class EnrolmentHandler {
  public static final String PATH = SecurityHandler.LINK_PATH;

  private final Bus bus;
  private final Mint mint;
  private final Catalogue texts;
  private final CodeProblem problem;
  private final EnrolmentView view;

  public EnrolmentHandler(Bus bus, Mint mint, Pages pages, Catalogue texts) {
    this.bus = bus;
    this.mint = mint;
    this.texts = texts;
    this.problem = new CodeProblem(texts);
    this.view = new EnrolmentView(pages, texts);
  }

  public Future<Reply> show(Request request) {
    return withLink(request, Reply.seeOther(SecurityHandler.PATH), link -> view.fresh(request, link));
  }

  public Future<Reply> submit(Request request) {
    String typed = request.form().text(Field.TOTP);
    CompleteEnrolment question = new CompleteEnrolment(
        mint.operationId(), request.secret(Cookie.SESSION), keyId(request), Secret.of(typed));
    return CompleteEnrolment.OPERATION.ask(bus, question).compose(answer -> switch (answer.outcome()) {
      case NO_SESSION -> logInFirst();
      case ACTIVATED -> linked(answer.purpose()).now();
      case ALREADY_ON -> security(Notice.ACTIVATED).now();
      case WRONG -> again(request, problem.wrong(), answer.clockOffset());
      case MALFORMED -> again(request, problem.malformed(typed), Optional.empty());
      case NOT_PENDING -> again(request, otherKey(), Optional.empty());
      case TRIES_SPENT -> security(Notice.LINK_TRIES_SPENT).now();
    });
  }

  /** The first authenticator brings recovery codes, which are to be saved at once. */
  private static Reply linked(Purpose purpose) {
    return switch (purpose) {
      case FIRST -> Notice.ACTIVATED.on(Reply.seeOther(SecurityHandler.RECOVERY_PATH));
      case ADD -> security(Notice.AUTHENTICATOR_ADDED);
      case REPLACE -> security(Notice.AUTHENTICATOR_REPLACED);
    };
  }

  public Future<Reply> cancel(Request request) {
    return AbandonEnrolment.OPERATION.ask(bus, new AbandonEnrolment(request.secret(Cookie.SESSION)))
        .compose(answer -> answer.session() ? security(Notice.NOTHING_CHANGED).now() : logInFirst());
  }

  /** The page again, with the key that this session links now; if there is none any more, the Security page. */
  private Future<Reply> again(Request request, Problem found, Optional<Duration> clockOffset) {
    return withLink(
        request, security(Notice.LINK_EXPIRED), link -> view.refused(request, link, found, clockOffset));
  }

  private Future<Reply> withLink(Request request, Reply withoutOne, Function<Link, Future<Reply>> page) {
    return FindEnrolment.OPERATION.ask(bus, new FindEnrolment(request.secret(Cookie.SESSION)))
        .compose(answer -> answer.person().isEmpty()
            ? logInFirst()
            : answer.link().map(page).orElseGet(withoutOne::now));
  }

  private Problem otherKey() {
    return new Problem(Field.TOTP.id(), texts.say("link.other-key"));
  }

  private static Optional<UUID> keyId(Request request) {
    try {
      return request.form().find(Field.KEY).map(UUID::fromString);
    } catch (IllegalArgumentException e) {
      throw new Refused(Refusal.MALFORMED);
    }
  }

  private static Reply security(Notice notice) {
    return notice.on(Reply.seeOther(SecurityHandler.PATH));
  }

  private static Future<Reply> logInFirst() {
    return Reply.logInFirst(new LocalPath(PATH)).now();
  }
}
