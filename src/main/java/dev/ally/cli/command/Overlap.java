package dev.ally.cli.command;

import dev.ally.cli.Refused;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long an older secret stays valid beside a new one, as the option {@code --overlap} has it. */
final class Overlap {
  static final String DESCRIPTION = "a number and s, m, h or d, such as 24h; at most 90d";

  private static final Pattern TIME = Pattern.compile("([0-9]{1,7})([smhd])");
  private static final Duration LONGEST = Duration.ofDays(90);

  private Overlap() {}

  /** @throws Refused if the value is none */
  static Duration of(String value) {
    Matcher time = TIME.matcher(value);
    if (!time.matches()) {
      throw new Refused("--overlap " + value + ": write a number and s, m, h or d, such as 24h");
    }
    long number = Long.parseLong(time.group(1));
    Duration chosen = switch (time.group(2)) {
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
    if (chosen.compareTo(LONGEST) > 0) {
      throw new Refused("--overlap " + value + ": at most " + LONGEST.toDays() + "d");
    }
    return chosen;
  }
}
