package dev.ally.cli.command;

import dev.ally.bus.BusOperation;
import dev.ally.cli.ConfigOption;
import dev.ally.cli.Program;
import dev.ally.cli.Quiet;
import dev.ally.cli.Refused;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A command about one client, which is named by its id. */
abstract class AboutClient implements Callable<Integer> {
  @Mixin private ConfigOption config;
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "ID", description = "the id of the client")
  private String id;

  private final Program program;

  AboutClient(Program program) {
    this.program = program;
  }

  /** Does the work and returns the lines to print. */
  abstract List<String> run() throws InterruptedException;

  final String id() {
    return id;
  }

  final <Q, A> A ask(BusOperation<Q, A> operation, Q question) throws InterruptedException {
    return program.ask(config.file(), operation, question);
  }

  final Refused noClient() {
    return new Refused("There is no client " + id);
  }

  @Override
  public final Integer call() throws InterruptedException {
    Quiet.please();
    run().forEach(spec.commandLine().getOut()::println);
    return 0;
  }
}
