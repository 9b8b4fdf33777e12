package dev.ally.cli.command;

import dev.ally.cli.ConfigOption;
import dev.ally.cli.Program;
import dev.ally.cli.Quiet;
import dev.ally.cli.Refused;
import dev.ally.cli.transfer.ExportKey;
import dev.ally.cli.transfer.SealedExport;
import dev.ally.contract.account.AccountFilter.Cursor;
import dev.ally.contract.account.ExportAccounts;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code account export}. */
@Command(name = "export", description = "Prints all accounts, one a line in JSON, without secrets or sealed with them.")
final class AccountExport implements Callable<Integer> {
  @Mixin private ConfigOption config;
  @Spec private CommandSpec spec;

  @Option(
      names = "--with-secrets",
      description = "also hashes of passwords and keys of authenticators; the lines are sealed then")
  private boolean withSecrets;

  @Option(
      names = "--key-file",
      paramLabel = "FILE",
      description = "seals them: one line, 32 bytes in base64, as openssl rand -base64 32 makes them")
  private Path keyFile;

  private final Program program;

  AccountExport(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (withSecrets != (keyFile != null)) {
      throw new ParameterException(spec.commandLine(), "--with-secrets and --key-file go together");
    }
    Quiet.please();
    PrintWriter out = spec.commandLine().getOut();
    Optional<SealedExport> seal = withSecrets
        ? Optional.of(new SealedExport(ExportKey.read(keyFile), program.token(), program.random())) : Optional.empty();
    program.asOperator(config.file(), operator -> {
      seal.ifPresent(sealed -> out.println(sealed.header()));
      Optional<Cursor> next = Optional.of(Cursor.START);
      while (next.isPresent()) {
        ExportAccounts.Answer some = operator.ask(ExportAccounts.OPERATION, new ExportAccounts(next.get(), withSecrets));
        some.lines().forEach(line -> out.println(
            seal.map(sealed -> sealed.line(line)).orElseGet(() -> Listing.ascii(line.revealText()))));
        next = some.next();
        requireWritten(out);
      }
      seal.ifPresent(sealed -> out.println(sealed.end()));
      requireWritten(out);
      return 0;
    });
    return 0;
  }

  /** An export that is cut off must not look like a whole one. */
  private static void requireWritten(PrintWriter out) {
    if (out.checkError()) {
      throw new Refused("The export could not be written");
    }
  }
}
