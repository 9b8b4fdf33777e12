package dev.ally.cli.command;

import dev.ally.cli.ConfigOption;
import dev.ally.cli.Operator;
import dev.ally.cli.Program;
import dev.ally.cli.Quiet;
import dev.ally.cli.Refused;
import dev.ally.cli.transfer.ImportSource;
import dev.ally.contract.account.ImportAccounts;
import dev.ally.contract.account.ImportAccounts.Line;
import dev.ally.crypto.Secret;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code account import}. */
@Command(
    name = "import",
    description = "Makes accounts of a file. Addresses that have an account are left as they are, so it can be run again.")
final class AccountImport implements Callable<Integer> {
  @Mixin private ConfigOption config;
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "JSON Lines, or a file of the program that --from names")
  private Path file;

  @Option(names = "--key-file", paramLabel = "KEYS", description = "the key file of an export with secrets")
  private Path keyFile;

  @Option(names = "--from", paramLabel = "PROGRAM", description = "keycloak, authelia, kratos or otpauth")
  private ImportSource.From from;

  private final Program program;

  AccountImport(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() throws InterruptedException {
    Quiet.please();
    ImportSource source = ImportSource.of(file, Optional.ofNullable(keyFile), Optional.ofNullable(from));
    PrintWriter err = spec.commandLine().getErr();
    Count count = new Count();
    read(source, count);
    try (ImportProgress progress = new ImportProgress(count.lines, err)) {
      Run run = program.asOperator(config.file(), operator -> {
        Run running = new Run(operator, progress, err);
        progress.begin();
        read(source, running);
        running.flush();
        return running;
      });
      progress.end();
      spec.commandLine().getOut().println(run.imported + " accounts were made, " + run.existing
          + " addresses had one already, " + run.refused + " lines were skipped.");
      return run.refused == 0 ? 0 : Commands.REFUSED;
    }
  }

  private void read(ImportSource source, ImportSource.Sink sink) throws InterruptedException {
    try {
      source.read(sink);
    } catch (IOException e) {
      throw new Refused("The file " + file + " cannot be read: " + e.getMessage());
    }
  }

  private static final class Count implements ImportSource.Sink {
    private int lines;

    @Override
    public void line(int number, String text) {
      lines++;
    }

    @Override
    public void bad(int number, String reason) {
      lines++;
    }
  }

  /**
   * Asks for some lines at a time. While people log in, for fewer, and with pauses that leave the server most of the
   * time.
   */
  private static final class Run implements ImportSource.Sink {
    private static final int MOST_LINES = 500;
    private static final int FEW_LINES = 50;
    /** So many times what the question took. */
    private static final int PAUSES = 9;
    private static final long LONGEST_PAUSE_MILLIS = 2_000;
    /** Of characters: a question stays small, however long its lines. */
    private static final int MOST_CHARACTERS = 2_000_000;

    private final Operator operator;
    private final ImportProgress progress;
    private final PrintWriter err;
    private final List<Line> lines = new ArrayList<>();
    private final List<ImportAccounts.Refused> bad = new ArrayList<>();
    private int characters;
    private boolean busy;
    private int imported;
    private int existing;
    private int refused;

    Run(Operator operator, ImportProgress progress, PrintWriter err) {
      this.operator = operator;
      this.progress = progress;
      this.err = err;
    }

    @Override
    public void line(int number, String text) throws InterruptedException {
      lines.add(new Line(number, Secret.of(text)));
      characters += text.length();
      if (lines.size() >= (busy ? FEW_LINES : MOST_LINES) || characters > MOST_CHARACTERS) {
        flush();
      }
    }

    @Override
    public void bad(int number, String reason) throws InterruptedException {
      bad.add(new ImportAccounts.Refused(number, reason));
      if (bad.size() >= MOST_LINES) {
        flush();
      }
    }

    void flush() throws InterruptedException {
      long startNanos = System.nanoTime();
      List<ImportAccounts.Refused> all = new ArrayList<>(bad);
      if (!lines.isEmpty()) {
        ImportAccounts.Answer answer =
            operator.ask(ImportAccounts.OPERATION, new ImportAccounts(List.copyOf(lines)));
        imported += answer.imported();
        existing += answer.existing();
        all.addAll(answer.refused());
        busy = answer.busy();
      }
      all.sort(Comparator.comparingInt(ImportAccounts.Refused::number));
      all.forEach(one -> err.println("line " + one.number() + ": " + one.reason()));
      refused += all.size();
      progress.add(lines.size() + bad.size());
      lines.clear();
      bad.clear();
      characters = 0;
      if (busy) {
        long tookMillis = Duration.ofNanos(System.nanoTime() - startNanos).toMillis();
        Thread.sleep(Math.min(LONGEST_PAUSE_MILLIS, tookMillis * PAUSES));
      }
    }
  }
}
