package dev.ally.web.home;

import dev.ally.bus.Bus;
import dev.ally.bus.Unavailable;
import dev.ally.contract.account.FindEmailChange;
import dev.ally.contract.account.FindEmailChange.Waiting;
import dev.ally.language.Text;
import dev.ally.web.exchange.Cookie;
import dev.ally.web.exchange.Request;
import dev.ally.web.page.Details;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.Optional;

/** The new email address of a session's account, while it waits to be confirmed. */
public final class WaitingEmail {
  private final Bus bus;
  private final Clock clock;
  private final Details details;

  public WaitingEmail(Bus bus, Clock clock) {
    this.bus = bus;
    this.clock = clock;
    this.details = new Details(clock);
  }

  /** Empty when none waits, or an {@code account} of an earlier version does not say so. */
  Future<Optional<Waiting>> of(Request request) {
    return FindEmailChange.OPERATION.ask(bus, new FindEmailChange(request.secret(Cookie.SESSION)))
        .map(FindEmailChange.Answer::waiting)
        .recover(failure -> failure instanceof Unavailable
            ? Future.succeededFuture(Optional.empty())
            : Future.failedFuture(failure));
  }

  /** To which address its link was mailed, or will be, and when. */
  Text said(Waiting waiting) {
    boolean later = waiting.mailedAt().isAfter(clock.instant());
    return Text.of(later ? "profile.new-email.later" : "profile.new-email.sent")
        .with("email", waiting.email())
        .with("when", details.time(waiting.mailedAt()));
  }
}
