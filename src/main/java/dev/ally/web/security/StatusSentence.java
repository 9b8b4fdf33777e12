package dev.ally.web.security;

import dev.ally.contract.FindAuthenticators.Authenticator;
import dev.ally.contract.ShowSecurity.Security;
import dev.ally.web.page.Texts;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * "Off." or "On since 3 March, last used today 09:14 UTC." The reader's zone is not known here, so that every hour and
 * every day is UTC's, and says so.
 */
final class StatusSentence {
  private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);

  private final Texts texts;
  private final Clock clock;

  StatusSentence(Texts texts, Clock clock) {
    this.texts = texts;
    this.clock = clock;
  }

  String of(Security security) {
    if (!security.twoFactor()) {
      return texts.say("security.off");
    }
    String since = security.since().map(this::day).orElseGet(() -> texts.say("day.unknown"));
    return security.lastUsed()
        .map(used -> texts.say("security.on.used", since, dayAndHour(used)))
        .orElseGet(() -> texts.say("security.on", since));
  }

  /** "Since 3 March, last used today 09:14 UTC." */
  String of(Authenticator authenticator) {
    return texts.say("authenticator.used", day(authenticator.since()), dayAndHour(authenticator.lastUsed()));
  }

  private String day(Instant instant) {
    ZonedDateTime then = instant.atZone(ZoneOffset.UTC);
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    LocalDate day = then.toLocalDate();
    if (day.equals(today)) {
      return texts.say("day.today");
    }
    if (day.equals(today.minusDays(1))) {
      return texts.say("day.yesterday");
    }
    String month = texts.say("month." + day.getMonthValue());
    return day.getYear() == today.getYear()
        ? texts.say("day", day.getDayOfMonth(), month)
        : texts.say("day.year", day.getDayOfMonth(), month, day.getYear());
  }

  private String dayAndHour(Instant instant) {
    return texts.say("day.hour", day(instant), HOUR.format(instant.atZone(ZoneOffset.UTC)));
  }
}
