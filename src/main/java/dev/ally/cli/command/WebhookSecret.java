package dev.ally.cli.command;

import dev.ally.cli.Program;
import dev.ally.contract.account.MakeWebhookKey;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code webhook secret}. */
@Command(
    name = "secret",
    description = "Gives a webhook a new key and prints it alone on one line. It is shown only now. During the overlap"
        + " events are signed with the old key too.")
final class WebhookSecret extends AboutWebhook {
  @Option(
      names = "--overlap",
      defaultValue = "24h",
      paramLabel = "DURATION",
      description = "how long events are signed with the old key too, by default 24h: " + Overlap.DESCRIPTION)
  private String overlap;

  WebhookSecret(Program program) {
    super(program);
  }

  @Override
  String run(UUID webhookId) throws InterruptedException {
    MakeWebhookKey.Answer answer = ask(
        MakeWebhookKey.OPERATION, new MakeWebhookKey(UUID.randomUUID(), webhookId, Overlap.of(overlap)));
    return switch (answer.outcome()) {
      case MADE -> answer.secret().revealText();
      case NO_WEBHOOK -> throw noWebhook();
    };
  }
}
