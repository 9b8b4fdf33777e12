package dev.ally.cli.command;

import dev.ally.bus.BusOperation;
import dev.ally.cli.ConfigOption;
import dev.ally.cli.Operator;
import dev.ally.cli.Program;
import dev.ally.cli.Quiet;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command about one account, which is named by its email address. */
abstract class AboutAccount implements Callable<Integer> {
  @Mixin private ConfigOption config;
  @Spec private CommandSpec spec;

  @Option(names = "--email", required = true, paramLabel = "E", description = "the email address of the account")
  private String email;

  private final Program program;

  AboutAccount(Program program) {
    this.program = program;
  }

  /** Does the work and returns the lines to print. */
  abstract List<String> run() throws InterruptedException;

  final String email() {
    return email;
  }

  final <Q, A> A ask(BusOperation<Q, A> operation, Q question) throws InterruptedException {
    return program.ask(config.file(), operation, question);
  }

  /** Does work that asks several questions. */
  final <T> T asOperator(Operator.Work<T> work) throws InterruptedException {
    return program.asOperator(config.file(), work);
  }

  @Override
  public final Integer call() throws InterruptedException {
    Quiet.please();
    run().forEach(spec.commandLine().getOut()::println);
    return 0;
  }
}
