package dev.ally.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that every command has. */
final class ConfigOption {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "settings, one NAME=value a line; the environment wins over them")
  private Path file;

  @Option(names = {"-h", "--help"}, usageHelp = true, description = "show this and do nothing")
  private boolean help;

  Optional<Path> file() {
    return Optional.ofNullable(file);
  }
}
