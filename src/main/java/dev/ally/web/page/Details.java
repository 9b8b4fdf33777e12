package dev.ally.web.page;

import dev.ally.language.Moment;
import dev.ally.language.Text;
import dev.ally.language.UserAgent;
import dev.ally.language.When.Form;
import dev.ally.language.When;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;

/**
 * Says when and from where something happened. The reader's time zone is not known here, so times are in UTC and say
 * so. A script in the browser changes each {@link Moment} to the reader's zone.
 */
public final class Details {
  private final Clock clock;

  /** @param clock tells which day is "today" */
  public Details(Clock clock) {
    this.clock = clock;
  }

  /** "today", "3 March", "24 December 2025" */
  public Moment day(Instant instant) {
    return new Moment(instant, wordsOfDay(instant), true);
  }

  /** The same, or "an unknown day": a value to fill into a text. */
  public Object day(Optional<Instant> instant) {
    return instant.<Object>map(this::day).orElseGet(() -> Text.of("day.unknown"));
  }

  private Text wordsOfDay(Instant instant) {
    ZonedDateTime then = instant.atZone(ZoneOffset.UTC);
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    LocalDate day = then.toLocalDate();
    if (day.equals(today)) {
      return Text.of("day.today");
    }
    if (day.equals(today.minusDays(1))) {
      return Text.of("day.yesterday");
    }
    return Text.of("day").with("day", new When(day.getYear() == today.getYear() ? Form.DAY : Form.DAY_AND_YEAR, then));
  }

  /** "today 09:14 UTC" */
  public Moment time(Instant instant) {
    return new Moment(instant, Text.of("day.hour")
        .with("day", wordsOfDay(instant))
        .with("time", new When(Form.MINUTE, instant.atZone(ZoneOffset.UTC))));
  }

  /** "Firefox on Windows"; "Unknown browser" where the header names no known browser. */
  public Text browser(String userAgent) {
    return UserAgent.of(userAgent).words();
  }
}
