package dev.ally.cli.command;

import dev.ally.cli.Program;
import dev.ally.cli.Refused;
import dev.ally.contract.account.TestWebhook;
import java.util.UUID;
import picocli.CommandLine.Command;

/** {@code webhook test}. */
@Command(
    name = "test",
    description = "Sends an event of the type WEBHOOK_TEST now, once, and says what came back. It exits with 0 if the"
        + " receiver took it.")
final class WebhookTest extends AboutWebhook {
  WebhookTest(Program program) {
    super(program);
  }

  @Override
  String run(UUID webhookId) throws InterruptedException {
    TestWebhook.Answer answer = ask(TestWebhook.OPERATION, new TestWebhook(UUID.randomUUID(), webhookId));
    return switch (answer.outcome()) {
      case TAKEN -> "The receiver took it: the answer was " + answer.status() + ".";
      case NOT_TAKEN -> throw new Refused("The receiver did not take it: "
          + (answer.status() == 0 ? answer.problem() : "the answer was " + answer.status()));
      case NO_WEBHOOK -> throw noWebhook();
    };
  }
}
