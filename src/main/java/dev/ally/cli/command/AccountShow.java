package dev.ally.cli.command;

import dev.ally.cli.ConfigOption;
import dev.ally.cli.Program;
import dev.ally.cli.Quiet;
import dev.ally.cli.Refused;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code account show}. */
@Command(name = "show", description = "Tells how an account stands.")
public final class AccountShow implements Callable<Integer> {
  @Mixin private ConfigOption config;
  @Spec private CommandSpec spec;

  @Option(names = "--email", required = true, paramLabel = "E", description = "the e-mail address they log in with")
  private String email;

  private final Program program;

  public AccountShow(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() throws InterruptedException {
    Quiet.please();
    AccountStatus.lines(program.showAccount(config.file(), email).orElseThrow(() -> Refused.noAccount(email)))
        .forEach(spec.commandLine().getOut()::println);
    return 0;
  }
}
