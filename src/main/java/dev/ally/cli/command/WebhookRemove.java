package dev.ally.cli.command;

import dev.ally.cli.Program;
import dev.ally.contract.account.RemoveWebhook;
import java.util.UUID;
import picocli.CommandLine.Command;

/** {@code webhook remove}. */
@Command(name = "remove", description = "Removes a webhook. Events that wait for it are not sent any more.")
final class WebhookRemove extends AboutWebhook {
  WebhookRemove(Program program) {
    super(program);
  }

  @Override
  String run(UUID webhookId) throws InterruptedException {
    return switch (ask(RemoveWebhook.OPERATION, new RemoveWebhook(webhookId)).outcome()) {
      case REMOVED -> "The webhook " + webhookId + " was removed.";
      case NO_WEBHOOK -> throw noWebhook();
    };
  }
}
