package dev.ally.cli.command;

import dev.ally.cli.Program;
import dev.ally.cli.Refused;
import dev.ally.contract.oidc.MakeClientSecret;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code client secret}. */
@Command(
    name = "secret",
    description = "Gives a client a new secret and prints it alone on one line. It is shown only now. The old one ends"
        + " at once, or after the overlap.")
final class ClientSecret extends AboutClient {
  private static final Pattern TIME = Pattern.compile("([0-9]{1,7})([smhd])");
  private static final Duration LONGEST_OVERLAP = Duration.ofDays(90);

  @Option(
      names = "--overlap",
      defaultValue = "0s",
      paramLabel = "DURATION",
      description = "how long the old secret stays valid: a number and s, m, h or d, such as 24h; at most 90d")
  private String overlap;

  ClientSecret(Program program) {
    super(program);
  }

  @Override
  List<String> run() throws InterruptedException {
    MakeClientSecret.Answer answer =
        ask(MakeClientSecret.OPERATION, new MakeClientSecret(UUID.randomUUID(), id(), overlap()));
    return List.of(switch (answer.outcome()) {
      case MADE -> answer.secret().revealText();
      case NO_SECRETS -> throw new Refused("The client " + id() + " has no secret: its auth_method is another");
      case NO_CLIENT -> throw noClient();
    });
  }

  private Duration overlap() {
    Matcher time = TIME.matcher(overlap);
    if (!time.matches()) {
      throw new Refused("--overlap " + overlap + ": write a number and s, m, h or d, such as 24h");
    }
    long number = Long.parseLong(time.group(1));
    Duration chosen = switch (time.group(2)) {
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
    if (chosen.compareTo(LONGEST_OVERLAP) > 0) {
      throw new Refused("--overlap " + overlap + ": at most " + LONGEST_OVERLAP.toDays() + "d");
    }
    return chosen;
  }
}
