package dev.ally.web.enrolment;

import dev.ally.language.Moment;
import dev.ally.language.Text;
import dev.ally.language.When.Form;
import dev.ally.language.When;
import dev.ally.web.exchange.TimeSpan;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/** Helps a person whose codes are refused because a clock is wrong. */
final class ClockSentence {
  private static final Duration TOLD_IN_SECONDS = Duration.ofMinutes(2);

  private ClockSentence() {}

  /**
   * "Your phone’s clock seems to be about 90 seconds behind." Empty when the clock is right or nothing is known of it.
   */
  static Optional<Text> offset(Optional<Duration> offset) {
    return offset.filter(known -> !known.isZero()).map(known -> {
      Duration size = known.abs();
      TimeSpan span = size.compareTo(TOLD_IN_SECONDS) < 0
          ? new TimeSpan(TimeSpan.Unit.SECONDS, size.toSeconds())
          : new TimeSpan(TimeSpan.Unit.MINUTES, size.plusSeconds(30).toMinutes());
      return span.in(known.isNegative() ? "link.clock.behind" : "link.clock.ahead");
    });
  }

  static Text serverTime(Instant time) {
    Text inUtc = Text.of("link.clock.utc").with("time", new When(Form.SECOND, time.atZone(ZoneOffset.UTC)));
    return Text.of("link.clock.time").with("time", new Moment(time, inUtc));
  }
}
