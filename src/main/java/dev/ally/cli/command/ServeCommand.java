package dev.ally.cli.command;

import dev.ally.bus.Role;
import dev.ally.cli.ConfigOption;
import dev.ally.cli.Program;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code serve}. */
@Command(name = "serve", description = "Serves the pages until it is stopped (SIGTERM, Ctrl-C).")
final class ServeCommand implements Callable<Integer> {
  @Mixin private ConfigOption config;

  @Option(
      names = "--verticles",
      paramLabel = "NAMES",
      split = ",",
      converter = RoleName.class,
      description = "run only these of web, account, totp and oidc, as a node of a cluster (ALLY_CLUSTER_HOSTS); without"
          + " one, only oidc may be left out")
  private Set<Role> verticles = EnumSet.noneOf(Role.class);

  private final Program program;

  ServeCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() throws InterruptedException {
    program.serve(config.file(), verticles.isEmpty() ? Role.all() : verticles);
    return 0;
  }

  /** Reads the name of a verticle. */
  static final class RoleName implements ITypeConverter<Role> {
    @Override
    public Role convert(String text) {
      try {
        return Role.of(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
