package dev.ally.cli;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that every command has. */
public final class ConfigOption {
  private static final String CONFIG = "--config";

  @Spec(Spec.Target.MIXEE) private CommandSpec command;

  @Option(
      names = CONFIG,
      paramLabel = "FILE",
      description = "file of settings, one NAME=value a line; environment variables take precedence")
  private Path file;

  @Option(names = {"-h", "--help"}, usageHelp = true, description = "show this and do nothing")
  private boolean help;

  /** The file that this command names, or the nearest parent command that names one. */
  public Optional<Path> file() {
    return Stream.iterate(command, Objects::nonNull, CommandSpec::parent)
        .map(one -> one.optionsMap().get(CONFIG).<Path>getValue())
        .filter(Objects::nonNull)
        .findFirst();
  }
}
