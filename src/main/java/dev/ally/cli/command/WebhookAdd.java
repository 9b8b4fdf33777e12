package dev.ally.cli.command;

import dev.ally.cli.ConfigOption;
import dev.ally.cli.Program;
import dev.ally.cli.Quiet;
import dev.ally.cli.Refused;
import dev.ally.contract.account.AddWebhook;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code webhook add}. */
@Command(
    name = "add",
    description = "Has security events sent to an address from now on. It prints the id of the webhook, a tab, and the"
        + " key that the receiver verifies signatures with, which is shown only now.")
final class WebhookAdd implements Callable<Integer> {
  @Mixin private ConfigOption config;
  @Spec private CommandSpec spec;

  @Parameters(
      index = "0", paramLabel = "URL", description = "where events go; https, and no private address unless allowed")
  private String url;

  private final Program program;

  WebhookAdd(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() throws InterruptedException {
    Quiet.please();
    UUID id = UUID.randomUUID();
    AddWebhook.Answer answer = program.ask(config.file(), AddWebhook.OPERATION, new AddWebhook(id, url));
    spec.commandLine().getOut().println(switch (answer.outcome()) {
      case ADDED -> id + "\t" + answer.secret().revealText();
      case REFUSED -> throw new Refused("No webhook was added: " + answer.problem());
      case TOO_MANY -> throw new Refused("No webhook was added: there are as many as there may be; remove one first");
    });
    return 0;
  }
}
