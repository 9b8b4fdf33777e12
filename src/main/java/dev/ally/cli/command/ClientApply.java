package dev.ally.cli.command;

import dev.ally.cli.ConfigOption;
import dev.ally.cli.Program;
import dev.ally.cli.Quiet;
import dev.ally.cli.Refused;
import dev.ally.contract.oidc.ApplyClients;
import dev.ally.contract.oidc.ApplyClients.Applied;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code client apply}. */
@Command(
    name = "apply",
    description = "Registers the clients of a file and changes those that are registered already. It prints a line for"
        + " each: created, changed, unchanged or removed, and its id; for a new client with a secret also a tab and the"
        + " secret, which is shown only now. A file with a mistake changes nothing.")
final class ClientApply implements Callable<Integer> {
  /** As much as a message of the file holds. */
  private static final long LARGEST_BYTES = 20_000_000;

  @Mixin private ConfigOption config;
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "FILE", description = "a JSON array with one object for each client")
  private Path file;

  @Option(names = "--prune", description = "remove the clients that the file does not name")
  private boolean prune;

  private final Program program;

  ClientApply(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() throws InterruptedException {
    Quiet.please();
    ApplyClients.Answer answer = program.ask(
        config.file(), ApplyClients.OPERATION, new ApplyClients(UUID.randomUUID(), read(), prune));
    if (!answer.mistakes().isEmpty()) {
      throw new Refused(answer.mistakes());
    }
    PrintWriter out = spec.commandLine().getOut();
    answer.applied().forEach(applied -> out.println(line(applied)));
    return 0;
  }

  private static String line(Applied applied) {
    String line = applied.change().name().toLowerCase(Locale.ROOT) + " " + applied.clientId();
    return applied.secret().isEmpty() ? line : line + "\t" + applied.secret().revealText();
  }

  private String read() {
    try {
      if (Files.size(file) > LARGEST_BYTES) {
        throw new Refused(file + " is larger than " + LARGEST_BYTES + " bytes");
      }
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (CharacterCodingException e) {
      throw new Refused(file + " is not UTF-8");
    } catch (NoSuchFileException e) {
      throw new Refused(file + " is not there");
    } catch (IOException e) {
      throw Refused.unreadable(file.toString(), e);
    }
  }
}
