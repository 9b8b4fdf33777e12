package dev.ally.web.enrolment;

import dev.ally.contract.PendingKey;
import dev.ally.contract.account.FindEnrolment.Link;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.Reply;
import dev.ally.web.exchange.Request;
import dev.ally.web.page.Catalogue;
import dev.ally.web.page.Page;
import dev.ally.web.page.Pages;
import dev.ally.web.page.Problem;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The page "Link your authenticator app". */
final class EnrolmentView {
  private static final int MISSES_BEFORE_CLOCK = 2;

  private final Pages pages;
  private final ClockSentence clock;

  EnrolmentView(Pages pages, Catalogue texts) {
    this.pages = pages;
    this.clock = new ClockSentence(texts);
  }

  Future<Reply> fresh(Request request, Link link) {
    return pages.reply(request, page(request, link, Optional.empty()));
  }

  /** @param clockOffset of the app's clock, if the code told it */
  Future<Reply> refused(Request request, Link link, Problem problem, Optional<Duration> clockOffset) {
    return pages.reply(request, page(request, link, clockOffset).refused(422, List.of(problem)));
  }

  private Page page(Request request, Link link, Optional<Duration> clockOffset) {
    PendingKey pending = link.pending();
    Page page = Page.of("link")
        .of(link.person())
        .formKey(request.secret(Cookie.SESSION))
        .with("app", keyUri(link))
        .with("picture", QrHandler.address(pending))
        .with("key", pending.key().revealText().replaceAll("(.{4})(?!$)", "$1 "))
        .with("keyId", pending.id())
        .with("account", link.person().email());
    return pending.misses() < MISSES_BEFORE_CLOCK ? page : page
        .with("serverTime", clock.serverTime(link.serverTime()))
        .with("clockOffset", clock.offset(clockOffset).orElse(""));
  }

  static String keyUri(Link link) {
    return KeyUri.of(link.issuer(), link.person().email(), link.pending());
  }
}
