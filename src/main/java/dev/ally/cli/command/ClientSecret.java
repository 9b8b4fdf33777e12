package dev.ally.cli.command;

import dev.ally.cli.Program;
import dev.ally.cli.Refused;
import dev.ally.contract.oidc.MakeClientSecret;
import java.util.List;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code client secret}. */
@Command(
    name = "secret",
    description = "Gives a client a new secret and prints it alone on one line. It is shown only now. The old one ends"
        + " at once, or after the overlap.")
final class ClientSecret extends AboutClient {
  @Option(
      names = "--overlap",
      defaultValue = "0s",
      paramLabel = "DURATION",
      description = "how long the old secret stays valid: " + Overlap.DESCRIPTION)
  private String overlap;

  ClientSecret(Program program) {
    super(program);
  }

  @Override
  List<String> run() throws InterruptedException {
    MakeClientSecret.Answer answer =
        ask(MakeClientSecret.OPERATION, new MakeClientSecret(UUID.randomUUID(), id(), Overlap.of(overlap)));
    return List.of(switch (answer.outcome()) {
      case MADE -> answer.secret().revealText();
      case NO_SECRETS -> throw new Refused("The client " + id() + " has no secret: its auth_method is another");
      case NO_CLIENT -> throw noClient();
    });
  }
}
