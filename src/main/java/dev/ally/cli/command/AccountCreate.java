package dev.ally.cli.command;

import dev.ally.cli.ProblemText;
import dev.ally.cli.Program;
import dev.ally.cli.Refused;
import dev.ally.contract.account.CreateAccount;
import dev.ally.contract.account.NewAccount;
import dev.ally.crypto.Secret;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code account create}. */
@Command(name = "create", description = "Makes an account, also where sign-up is closed.")
final class AccountCreate extends AboutAccount {
  @Option(names = "--name", required = true, paramLabel = "N", description = "the person's name")
  private String name;

  @Option(
      names = "--password-stdin",
      required = true,
      description = "read the password from standard input, its first line")
  private boolean fromStandardInput;

  private final InputStream in;

  AccountCreate(Program program, InputStream in) {
    super(program);
    this.in = in;
  }

  @Override
  List<String> run() throws InterruptedException {
    NewAccount account = new NewAccount(email(), name, password());
    NewAccount.Answer answer = ask(CreateAccount.OPERATION, new CreateAccount(UUID.randomUUID(), account));
    if (!answer.created()) {
      throw new Refused("No account was made: "
          + answer.problems().stream().map(ProblemText::of).collect(Collectors.joining("; ")));
    }
    return List.of("The account of " + email() + " was made.");
  }

  /** Reads the first line, without the line break that a shell adds. */
  private Secret password() {
    try {
      String line = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder())).readLine();
      return Secret.of(line == null ? "" : line);
    } catch (CharacterCodingException e) {
      throw new Refused("No account was made: the password is not in UTF-8");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
