package dev.ally.cli.command;

import dev.ally.bus.BusOperation;
import dev.ally.cli.ConfigOption;
import dev.ally.cli.Program;
import dev.ally.cli.Quiet;
import dev.ally.cli.Refused;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A command about one webhook, which is named by its id. */
abstract class AboutWebhook implements Callable<Integer> {
  @Mixin private ConfigOption config;
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "ID", description = "the id of the webhook, as \"webhook list\" shows it")
  private String id;

  private final Program program;

  AboutWebhook(Program program) {
    this.program = program;
  }

  /** Does the work and returns the line to print. */
  abstract String run(UUID webhookId) throws InterruptedException;

  final <Q, A> A ask(BusOperation<Q, A> operation, Q question) throws InterruptedException {
    return program.ask(config.file(), operation, question);
  }

  final Refused noWebhook() {
    return new Refused("There is no webhook " + id);
  }

  @Override
  public final Integer call() throws InterruptedException {
    Quiet.please();
    spec.commandLine().getOut().println(run(webhookId()));
    return 0;
  }

  private UUID webhookId() {
    try {
      return UUID.fromString(id);
    } catch (IllegalArgumentException e) {
      throw noWebhook();
    }
  }
}
