package dev.ally.cli.command;

import dev.ally.cli.ConfigOption;
import dev.ally.cli.Operator;
import dev.ally.cli.Program;
import dev.ally.cli.Quiet;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * A command that lists something, some at a time.
 *
 * @param <T> what it lists
 */
abstract class ListCommand<T> implements Callable<Integer> {
  @Mixin private ConfigOption config;
  @Spec private CommandSpec spec;

  @Option(
      names = "--format",
      defaultValue = "table",
      paramLabel = "FORMAT",
      description = "table, json (one object a line) or csv")
  private Listing.Format format;

  private final Program program;

  ListCommand(Program program) {
    this.program = program;
  }

  final CommandLine commandLine() {
    return spec.commandLine();
  }

  /** Names the columns of the empty listing. */
  abstract Listing columns(Listing listing);

  /** The values of a row, one for each column. */
  abstract Object[] row(T listed);

  abstract List<T> first(Operator operator) throws InterruptedException;

  /** Those behind these; none: there are no more. */
  abstract List<T> after(List<T> some, Operator operator) throws InterruptedException;

  @Override
  public final Integer call() throws InterruptedException {
    Quiet.please();
    Listing listing = columns(new Listing(spec.commandLine().getOut(), format));
    listing.begin();
    return program.asOperator(config.file(), operator -> {
      List<T> some = first(operator);
      // Nobody may want to read further: account list | head
      while (!some.isEmpty() && !commandLine().getOut().checkError()) {
        some.forEach(listed -> listing.add(row(listed)));
        some = after(some, operator);
      }
      return 0;
    });
  }
}
