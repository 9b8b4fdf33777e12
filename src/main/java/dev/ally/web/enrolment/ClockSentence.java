package dev.ally.web.enrolment;

import dev.ally.web.exchange.TimeSpan;
import dev.ally.web.page.Catalogue;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** Helps a person whose codes are refused because a clock is wrong. */
final class ClockSentence {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
  private static final Duration TOLD_IN_SECONDS = Duration.ofMinutes(2);

  private final Catalogue texts;

  ClockSentence(Catalogue texts) {
    this.texts = texts;
  }

  /**
   * "Your phone’s clock seems to be about 90 seconds behind." Empty when the clock is right or nothing is known of it.
   */
  Optional<String> offset(Optional<Duration> offset) {
    return offset.filter(known -> !known.isZero()).map(known -> {
      Duration size = known.abs();
      TimeSpan span = size.compareTo(TOLD_IN_SECONDS) < 0
          ? new TimeSpan(TimeSpan.Unit.SECONDS, size.toSeconds())
          : new TimeSpan(TimeSpan.Unit.MINUTES, size.plusSeconds(30).toMinutes());
      return texts.say(known.isNegative() ? "link.clock.behind" : "link.clock.ahead", texts.span(span));
    });
  }

  String serverTime(Instant time) {
    return texts.say("link.clock.time", TIME.format(time.atZone(ZoneOffset.UTC)));
  }
}
