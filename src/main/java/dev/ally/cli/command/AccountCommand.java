package dev.ally.cli.command;

import dev.ally.cli.ConfigOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code account …}: what an operator does with accounts. */
@Command(name = "account", description = "Makes, shows, helps, locks and deletes accounts.")
final class AccountCommand implements Callable<Integer> {
  @Mixin private ConfigOption config;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(
        spec.commandLine(), "Name what to do: " + String.join(", ", spec.subcommands().keySet()));
  }
}
