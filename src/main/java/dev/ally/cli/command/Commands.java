package dev.ally.cli.command;

import dev.ally.bus.Role;
import dev.ally.cli.ConfigOption;
import dev.ally.cli.Program;
import dev.ally.cli.Refused;
import dev.ally.cli.SettingsHelp;
import dev.ally.cli.UndecodedArguments;
import dev.ally.cli.Version;
import java.io.InputStream;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;

/** {@code java -jar ally.jar}. Without a command it is the same as {@code serve}. */
@Command(
    name = "ally",
    description = "A server for accounts with a password and a second factor. Without a command: serve.",
    versionProvider = Version.class)
public final class Commands implements Callable<Integer> {
  /** The exit code when nothing was done and the reason was printed. */
  public static final int REFUSED = 1;

  private static final String SERVE = "serve";
  private static final int WIDTH = 124;
  private static final String FOOTER = "%nEvery command has --help; \"serve --help\" lists the settings.%n";

  @Mixin private ConfigOption config;

  @Option(names = {"-V", "--version"}, versionHelp = true, description = "show the version and do nothing")
  private boolean version;

  private final Program program;

  private Commands(Program program) {
    this.program = program;
  }

  /**
   * The command line of a program.
   *
   * @param in passwords are read from it
   */
  public static CommandLine of(Program program, InputStream in) {
    return of(program, all(program, in).values());
  }

  /**
   * The same for these arguments: with the command that they name, and without the others, each of which takes time to
   * make. Help and what cannot be understood need all.
   */
  public static CommandLine forArguments(Program program, InputStream in, String... arguments) {
    Map<String, Supplier<CommandLine>> all = all(program, in);
    String first = arguments.length == 0 ? SERVE : arguments[0];
    return of(program, all.containsKey(first) ? List.of(all.get(first)) : all.values());
  }

  /** By their names. */
  private static Map<String, Supplier<CommandLine>> all(Program program, InputStream in) {
    Map<String, Supplier<CommandLine>> all = new LinkedHashMap<>();
    all.put(SERVE, () -> serve(program));
    all.put("account", () -> new CommandLine(new AccountCommand())
        .addSubcommand(new AccountCreate(program, in))
        .addSubcommand(new AccountInvite(program))
        .addSubcommand(new AccountList(program))
        .addSubcommand(new AccountCount(program))
        .addSubcommand(new AccountExport(program))
        .addSubcommand(new AccountImport(program))
        .addSubcommand(new AccountShow(program))
        .addSubcommand(new AccountLock.Lock(program))
        .addSubcommand(new AccountLock.Unlock(program))
        .addSubcommand(new AccountResetTwoFactor(program))
        .addSubcommand(new AccountResetPassword(program))
        .addSubcommand(new AccountEndSessions(program))
        .addSubcommand(new AccountSetEmail(program))
        .addSubcommand(new AccountDelete(program))
        .addSubcommand(new CommandLine(new AccountGroup())
            .addSubcommand(new AccountGroup.Add(program))
            .addSubcommand(new AccountGroup.Remove(program))));
    all.put("client", () -> new CommandLine(new ClientCommand())
        .addSubcommand(new ClientApply(program))
        .addSubcommand(new ClientList(program))
        .addSubcommand(new ClientShow(program))
        .addSubcommand(new ClientRemove(program))
        .addSubcommand(new ClientSecret(program)));
    all.put("group", () -> new CommandLine(new GroupCommand())
        .addSubcommand(new GroupCommand.All(program))
        .addSubcommand(new GroupCommand.Require(program)));
    all.put("keys", () -> new CommandLine(new KeysCommand()).addSubcommand(new KeysCommand.Rotate(program)));
    all.put("cluster", () -> new CommandLine(new ClusterCommand()).addSubcommand(new ClusterCommand.Init(program)));
    all.put("migrate", () -> new CommandLine(new MigrateCommand(program)));
    all.put("backup", () -> new CommandLine(new BackupCommand(program)));
    all.put("restore", () -> new CommandLine(new RestoreCommand(program)));
    all.put("after-restore", () -> new CommandLine(new AfterRestoreCommand(program)));
    all.put("webhook", () -> new CommandLine(new WebhookCommand())
        .addSubcommand(new WebhookAdd(program))
        .addSubcommand(new WebhookCommand.All(program))
        .addSubcommand(new WebhookTest(program))
        .addSubcommand(new WebhookSecret(program))
        .addSubcommand(new WebhookRemove(program)));
    return all;
  }

  private static CommandLine serve(Program program) {
    CommandLine serve = new CommandLine(new ServeCommand(program));
    serve.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_FOOTER, help -> SettingsHelp.text());
    return serve;
  }

  private static CommandLine of(Program program, Collection<Supplier<CommandLine>> commands) {
    CommandLine ally = new CommandLine(new Commands(program));
    commands.forEach(command -> ally.addSubcommand(command.get()));
    ally.addSubcommand(new HelpCommand())
        .setExecutionExceptionHandler((failure, command, parsed) -> refuse(failure, command))
        .setUsageHelpWidth(WIDTH);
    ally.getCommandSpec().usageMessage().footer(FOOTER);
    return ally;
  }

  /**
   * Runs the command, unless an argument could not be decoded. Where its output is lost it has failed, whatever it did.
   *
   * @return the exit code
   */
  public static int execute(CommandLine commands, String... arguments) {
    List<String> undecoded = UndecodedArguments.problems(arguments);
    undecoded.forEach(commands.getErr()::println);
    int code = undecoded.isEmpty() ? commands.execute(arguments) : REFUSED;
    if (code == 0 && commands.getOut().checkError()) {
      commands.getErr().println("Standard output could not be written, so some of it is lost");
      return REFUSED;
    }
    return code;
  }

  private static int refuse(Exception failure, CommandLine command) throws Exception {
    if (failure instanceof Refused refused) {
      refused.reasons().forEach(command.getErr()::println);
    } else if (!(failure instanceof InterruptedException)) {
      throw failure;
    }
    return REFUSED;
  }

  @Override
  public Integer call() throws InterruptedException {
    program.serve(config.file(), EnumSet.allOf(Role.class));
    return 0;
  }
}
