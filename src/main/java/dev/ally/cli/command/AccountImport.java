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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
        try {
          read(source, running);
          running.end();
        } finally {
          running.askers.shutdownNow();
        }
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
      throw Refused.unreadable("The file " + file, e);
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
   * Asks for some lines at a time, and already for the next ones while the database works. While people log in it asks
   * for fewer, for nothing more until they are answered, and with pauses that leave the server most of the time.
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
    /** So many questions are on their way at a time, once the first was answered. */
    private static final int AT_ONCE = 3;

    private final ExecutorService askers = Executors.newFixedThreadPool(AT_ONCE, work -> {
      Thread thread = new Thread(work, "import");
      thread.setDaemon(true);
      return thread;
    });
    private final Deque<Asked> asked = new ArrayDeque<>();
    private final List<Line> lines = new ArrayList<>();
    private final List<ImportAccounts.Refused> bad = new ArrayList<>();
    private int characters;
    private int most;
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

    /** A question that is on its way, and what could not be asked beside it. */
    private record Asked(
        Future<ImportAccounts.Answer> answer, int lines, List<ImportAccounts.Refused> bad, long startNanos) {}

    private void flush() throws InterruptedException {
      List<Line> some = List.copyOf(lines);
      ImportAccounts question = new ImportAccounts(UUID.randomUUID(), some);
      asked.add(new Asked(
          askers.submit(() -> operator.ask(ImportAccounts.OPERATION, question)),
          some.size(), List.copyOf(bad), System.nanoTime()));
      lines.clear();
      bad.clear();
      characters = 0;
      while (asked.size() > most) {
        take(asked.remove());
      }
    }

    void end() throws InterruptedException {
      flush();
      while (!asked.isEmpty()) {
        take(asked.remove());
      }
    }

    private void take(Asked one) throws InterruptedException {
      ImportAccounts.Answer answer = answer(one);
      List<ImportAccounts.Refused> all = new ArrayList<>(one.bad);
      all.addAll(answer.refused());
      all.sort(Comparator.comparingInt(ImportAccounts.Refused::number));
      all.forEach(refusal -> err.println("line " + refusal.number() + ": " + refusal.reason()));
      refused += all.size();
      imported += answer.imported();
      existing += answer.existing();
      busy = answer.busy();
      most = busy ? 0 : AT_ONCE - 1;
      progress.add(one.lines + one.bad.size());
      if (busy) {
        long tookMillis = Duration.ofNanos(System.nanoTime() - one.startNanos).toMillis();
        Thread.sleep(Math.min(LONGEST_PAUSE_MILLIS, tookMillis * PAUSES));
      }
    }

    private static ImportAccounts.Answer answer(Asked one) throws InterruptedException {
      try {
        return one.answer.get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException failure) {
          throw failure;
        }
        throw new IllegalStateException(e);
      }
    }
  }
}
