package dev.ally.web.enrolment;

import dev.ally.contract.PendingKey;
import dev.ally.contract.account.FindEnrolment.Link;
import dev.ally.web.exchange.Request;
import dev.ally.web.exchange.TimeSpan;
import dev.ally.web.page.Catalogue;
import dev.ally.web.page.Page;
import java.time.Duration;
import java.util.Optional;

/** The page "Link your authenticator app". */
final class EnrolmentView {
  private static final int MISSES_BEFORE_CLOCK = 2;

  private final Catalogue texts;
  private final ClockSentence clock;

  EnrolmentView(Catalogue texts) {
    this.texts = texts;
    this.clock = new ClockSentence(texts);
  }

  /** @param clockOffset how far the app's clock is off, if the code told it */
  Page page(Request request, Link link, Optional<Duration> clockOffset) {
    PendingKey pending = link.pending();
    Page page = Page.of("link")
        .of(link.person(), request)
        .with("app", keyUri(link))
        .with("picture", QrHandler.address(pending))
        .with("key", pending.key().revealText().replaceAll("(.{4})(?!$)", "$1 "))
        .with("keyId", pending.id())
        .with("account", link.person().email())
        .with("digits", pending.digits())
        .with("period", texts.span(new TimeSpan(TimeSpan.Unit.SECONDS, pending.periodSeconds())))
        .with("algorithm", pending.algorithm().replace("SHA", "SHA-"))
        .codeDigits(Optional.of(pending.digits()));
    return pending.misses() < MISSES_BEFORE_CLOCK ? page : page
        .with("serverTime", clock.serverTime(link.serverTime()))
        .with("clockOffset", clock.offset(clockOffset).orElse(""));
  }

  static String keyUri(Link link) {
    return KeyUri.of(link.issuer(), link.person().email(), link.pending());
  }
}
