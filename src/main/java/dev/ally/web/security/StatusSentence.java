package dev.ally.web.security;

import dev.ally.contract.LinkedAuthenticator;
import dev.ally.contract.account.ShowSecurity.Security;
import dev.ally.language.Text;
import dev.ally.web.page.Details;
import java.time.Clock;
import java.util.Optional;

/** "Off." or "On since 3 March, last used today 09:14 UTC." */
final class StatusSentence {
  private final Details details;

  StatusSentence(Clock clock) {
    this.details = new Details(clock);
  }

  Text of(Security security) {
    if (!security.twoFactor()) {
      return Text.of("security.off");
    }
    Object since = details.day(security.since());
    return security.lastUsed()
        .map(used -> Text.of("security.on.used").with("since", since).with("used", details.time(used)))
        .orElseGet(() -> Text.of("security.on").with("since", since));
  }

  /** Says how many days are left until the account needs a second factor; empty where it has one, or needs none. */
  Optional<Text> ofDemand(Security security) {
    return security.requirement()
        .filter(demand -> !demand.inForce() && !security.twoFactor())
        .map(demand -> Text.of("security.required.soon").with("count", demand.daysLeft()));
  }

  /** Says that an undo is pending and when it takes effect; empty where there is none. */
  Optional<Text> ofUndo(Security security) {
    return security.undoAt().map(at -> Text.of("security.undo").with("when", details.time(at)));
  }

  /** "Since 3 March, last used today 09:14 UTC." */
  Text of(LinkedAuthenticator authenticator) {
    return Text.of("authenticator.used")
        .with("since", details.day(authenticator.since()))
        .with("used", details.time(authenticator.lastUsed()));
  }
}
