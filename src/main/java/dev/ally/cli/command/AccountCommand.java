package dev.ally.cli.command;

import dev.ally.cli.ConfigOption;
import dev.ally.cli.ProblemText;
import dev.ally.cli.Program;
import dev.ally.cli.Quiet;
import dev.ally.cli.Refused;
import dev.ally.contract.account.NewAccount;
import dev.ally.contract.account.ResetTwoFactor;
import dev.ally.crypto.Secret;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code account …}: what an operator does for people. */
@Command(name = "account", description = "Makes accounts, helps those who are locked out, and locks out others.")
public final class AccountCommand implements Callable<Integer> {
  @Mixin private ConfigOption config;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(
        spec.commandLine(), "Name what to do: create, list, show, lock, unlock, reset-2fa, reset-password or delete");
  }

  /** {@code account create}. */
  @Command(name = "create", description = "Makes an account, also where sign-up is closed.")
  public static final class Create implements Callable<Integer> {
    @Mixin private ConfigOption config;
    @Spec private CommandSpec spec;

    @Option(names = "--email", required = true, paramLabel = "E", description = "the e-mail address they log in with")
    private String email;

    @Option(names = "--name", required = true, paramLabel = "N", description = "what they are called")
    private String name;

    @Option(
        names = "--password-stdin",
        required = true,
        description = "read the password from standard input, its first line")
    private boolean fromStandardInput;

    private final Program program;
    private final InputStream in;

    public Create(Program program, InputStream in) {
      this.program = program;
      this.in = in;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
      Quiet.please();
      NewAccount account = new NewAccount(email, name, password(in));
      NewAccount.Answer answer = program.createAccount(config.file(), account);
      if (!answer.created()) {
        throw new Refused("No account was made: "
            + answer.problems().stream().map(ProblemText::of).collect(Collectors.joining("; ")));
      }
      spec.commandLine().getOut().println("The account of " + email + " was made.");
      return 0;
    }

    /** One line, so that the end of line that a shell adds is no part of it. */
    private static Secret password(InputStream in) throws IOException {
      try {
        String line = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder())).readLine();
        return Secret.of(line == null ? "" : line);
      } catch (CharacterCodingException e) {
        throw new Refused("No account was made: the password is not in UTF-8");
      }
    }
  }

  /** {@code account reset-2fa}. */
  @Command(
      name = "reset-2fa",
      description = "Turns two-factor off for someone who has lost everything; the account's activity log says so.")
  public static final class ResetTwoFactorCommand implements Callable<Integer> {
    @Mixin private ConfigOption config;
    @Spec private CommandSpec spec;

    @Option(names = "--email", required = true, paramLabel = "E", description = "the e-mail address they log in with")
    private String email;

    private final Program program;

    public ResetTwoFactorCommand(Program program) {
      this.program = program;
    }

    @Override
    public Integer call() throws InterruptedException {
      Quiet.please();
      ResetTwoFactor.Outcome outcome = program.resetTwoFactor(config.file(), email);
      String said = switch (outcome) {
        case RESET -> "Two-factor is off for " + email + ".";
        case ALREADY_OFF -> "Two-factor was off already for " + email + ".";
        case NO_ACCOUNT -> throw Refused.noAccount(email);
      };
      spec.commandLine().getOut().println(said);
      return 0;
    }
  }
}
