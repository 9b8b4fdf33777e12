package dev.ally.web.enrolment;

import dev.ally.bus.Bus;
import dev.ally.contract.PendingKey.Purpose;
import dev.ally.contract.account.AbandonEnrolment;
import dev.ally.contract.account.CompleteEnrolment;
import dev.ally.contract.account.FindEnrolment;
import dev.ally.crypto.Secret;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.Field;
import dev.ally.web.exchange.LocalPath;
import dev.ally.web.exchange.NoSession;
import dev.ally.web.exchange.Paths;
import dev.ally.web.exchange.Refusal;
import dev.ally.web.exchange.Refused;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.guard.Mint;
import dev.ally.web.page.CodeProblem;
import dev.ally.web.page.Notice;
import dev.ally.web.page.Page;
import dev.ally.web.page.Pages;
import dev.ally.web.page.Problem;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** {@code /settings/security/link}: shows the pending key, confirms it with a code of the app, or drops it. */
public final class EnrolmentHandler {
  private final Bus bus;
  private final Mint mint;
  private final Pages pages;
  private final EnrolmentView view;

  public EnrolmentHandler(Bus bus, Mint mint, Pages pages) {
    this.bus = bus;
    this.mint = mint;
    this.pages = pages;
    this.view = new EnrolmentView();
  }

  public Future<Reply> show(Request request) {
    return page(request, security(request), Optional.empty(), page -> page);
  }

  public Future<Reply> submit(Request request) {
    String typed = request.form().text(Field.TOTP);
    CompleteEnrolment question = new CompleteEnrolment(
        mint.operationId(), request.secret(Cookie.SESSION), keyId(request), Secret.of(typed),
        request.requestInfo());
    return CompleteEnrolment.OPERATION.ask(bus, question).compose(answer -> switch (answer.outcome()) {
      case NO_SESSION -> throw new NoSession();
      case ACTIVATED -> linked(request, answer.purpose()).now();
      case ALREADY_ON -> security(request, Notice.ACTIVATED).now();
      case WRONG -> again(request, page -> CodeProblem.wrong(), answer.clockOffset());
      case MALFORMED -> again(request, page -> CodeProblem.malformed(typed, page), Optional.empty());
      case NOT_PENDING -> again(request, page -> otherKey(), Optional.empty());
      case TRIES_SPENT -> security(request, Notice.LINK_TRIES_SPENT).now();
    });
  }

  /** The first authenticator comes with recovery codes, which the next page shows. */
  private static Reply linked(Request request, Purpose purpose) {
    return switch (purpose) {
      case FIRST -> Notice.ACTIVATED.on(Reply.seeOther(LocalPath.wantedBy(request).after(Paths.RECOVERY)));
      case ADD -> security(request, Notice.AUTHENTICATOR_ADDED);
      case REPLACE -> security(request, Notice.AUTHENTICATOR_REPLACED);
    };
  }

  public Future<Reply> cancel(Request request) {
    return AbandonEnrolment.OPERATION.ask(bus, new AbandonEnrolment(request.secret(Cookie.SESSION))).map(answer -> {
      if (!answer.session()) {
        throw new NoSession();
      }
      return security(request, Notice.NOTHING_CHANGED);
    });
  }

  private Future<Reply> again(Request request, Function<Page, Problem> found, Optional<Duration> clockOffset) {
    return page(
        request, security(request, Notice.LINK_EXPIRED), clockOffset,
        page -> page.refused(422, List.of(found.apply(page))));
  }

  /** The page with the pending key of this session. Without one, the other reply. */
  private Future<Reply> page(
      Request request, Reply withoutKey, Optional<Duration> clockOffset, UnaryOperator<Page> change) {
    return FindEnrolment.OPERATION.ask(bus, new FindEnrolment(request.secret(Cookie.SESSION))).compose(answer -> {
      if (answer.person().isEmpty()) {
        throw new NoSession();
      }
      return answer.link()
          .map(link -> pages.reply(request, change.apply(view.page(request, link, clockOffset))))
          .orElseGet(withoutKey::now);
    });
  }

  private Problem otherKey() {
    return Problem.at(Field.TOTP, "link.other-key");
  }

  private static Optional<UUID> keyId(Request request) {
    try {
      return request.form().find(Field.KEY).map(UUID::fromString);
    } catch (IllegalArgumentException e) {
      throw new Refused(Refusal.MALFORMED);
    }
  }

  private static Reply security(Request request, Notice notice) {
    return notice.on(security(request));
  }

  /** The Security page, which keeps the destination. */
  private static Reply security(Request request) {
    return Reply.seeOther(LocalPath.wantedBy(request).after(Paths.SECURITY));
  }
}
