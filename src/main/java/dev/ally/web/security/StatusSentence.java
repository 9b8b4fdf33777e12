package dev.ally.web.security;

import dev.ally.contract.LinkedAuthenticator;
import dev.ally.contract.account.ShowSecurity.Security;
import dev.ally.web.page.Catalogue;
import dev.ally.web.page.Details;
import java.time.Clock;

/** "Off." or "On since 3 March, last used today 09:14 UTC." */
final class StatusSentence {
  private final Catalogue texts;
  private final Details details;

  StatusSentence(Catalogue texts, Clock clock) {
    this.texts = texts;
    this.details = new Details(texts, clock);
  }

  String of(Security security) {
    if (!security.twoFactor()) {
      return texts.say("security.off");
    }
    String since = security.since().map(details::day).orElseGet(() -> texts.say("day.unknown"));
    return security.lastUsed()
        .map(used -> texts.say("security.on.used", since, details.dayAndHour(used)))
        .orElseGet(() -> texts.say("security.on", since));
  }

  /** Says that an undo is pending and when it takes effect; empty where there is none. */
  String ofUndo(Security security) {
    return security.undoAt().map(at -> texts.say("security.undo", details.dayAndHour(at))).orElse("");
  }

  /** "Since 3 March, last used today 09:14 UTC." */
  String of(LinkedAuthenticator authenticator) {
    return texts.say(
        "authenticator.used", details.day(authenticator.since()), details.dayAndHour(authenticator.lastUsed()));
  }
}
