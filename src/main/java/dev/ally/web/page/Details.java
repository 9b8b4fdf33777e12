package dev.ally.web.page;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;

/**
 * Says when and from where something happened. The reader's time zone is not known here, so times are in UTC and say
 * so. A script in the browser changes the output of {@link #time} to the reader's zone.
 */
public final class Details {
  private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);

  private final Catalogue texts;
  private final Clock clock;

  /** @param clock tells which day is "today" */
  public Details(Catalogue texts, Clock clock) {
    this.texts = texts;
    this.clock = clock;
  }

  /** "today", "3 March", "24 December 2025" */
  public String day(Instant instant) {
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

  /** "today 09:14 UTC" */
  public String dayAndHour(Instant instant) {
    return texts.say("day.hour", day(instant), HOUR.format(instant.atZone(ZoneOffset.UTC)));
  }

  /** The values of the template {@code time}: the words, and the time in a form for the script. */
  public Map<String, Object> time(Instant instant) {
    return Map.of("words", dayAndHour(instant), "exact", instant.truncatedTo(ChronoUnit.SECONDS).toString());
  }

  /** "Firefox on Windows"; "Unknown browser" where the header names no known browser. */
  public String browser(String userAgent) {
    return UserAgent.of(userAgent).words(texts);
  }
}
