package dev.ally.web.enrolment;

import dev.ally.contract.PendingKey;
import dev.ally.contract.account.FindEnrolment.Link;
import dev.ally.language.Text;
import dev.ally.web.exchange.LocalPath;
import dev.ally.web.exchange.Request;
import dev.ally.web.page.Page;
import java.time.Duration;
import java.util.Optional;

/** The page "Link your authenticator app". */
final class EnrolmentView {
  private static final int MISSES_BEFORE_CLOCK = 2;

  /** @param clockOffset how far the app's clock is off, if the code told it */
  Page page(Request request, Link link, Optional<Duration> clockOffset) {
    PendingKey pending = link.pending();
    Page page = Page.of("link")
        .of(link.person(), request)
        .with("next", LocalPath.wantedBy(request).text())
        .with("app", keyUri(link))
        .with("picture", QrHandler.address(pending))
        .with("key", pending.key().revealText().replaceAll("(.{4})(?!$)", "$1 "))
        .with("keyId", pending.id())
        .with("account", link.person().email())
        .with("digits", pending.digits())
        .with("period", Text.of("link.hand.period.value").with("count", pending.periodSeconds()))
        .with("algorithm", pending.algorithm().replace("SHA", "SHA-"))
        .codeDigits(Optional.of(pending.digits()));
    return pending.misses() < MISSES_BEFORE_CLOCK ? page : page
        .with("serverTime", ClockSentence.serverTime(link.serverTime()))
        .with("clockOffset", ClockSentence.offset(clockOffset));
  }

  static String keyUri(Link link) {
    return KeyUri.of(link.issuer(), link.person().email(), link.pending());
  }
}
