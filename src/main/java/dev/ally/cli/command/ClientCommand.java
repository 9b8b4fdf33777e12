package dev.ally.cli.command;

import dev.ally.cli.ConfigOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code client …}: the registry of applications that people log in to through this server. */
@Command(name = "client", description = "Registers, shows and removes the applications that people log in to.")
final class ClientCommand implements Callable<Integer> {
  @Mixin private ConfigOption config;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(
        spec.commandLine(), "Name what to do: " + String.join(", ", spec.subcommands().keySet()));
  }
}
