package dev.ally;

import dev.ally.app.OperatorClient;
import dev.ally.app.Server;
import dev.ally.app.Storage;
import dev.ally.bus.Role;
import dev.ally.cli.Program;
import dev.ally.cli.Refused;
import dev.ally.cli.command.Commands;
import dev.ally.cluster.Authority;
import dev.ally.cluster.ClusterRefused;
import dev.ally.cluster.SerialFilter;
import dev.ally.config.Deployment;
import dev.ally.config.Settings;
import dev.ally.config.SettingsRefused;
import dev.ally.contract.Reseal;
import dev.ally.contract.account.CreateAccount;
import dev.ally.contract.account.DeleteAccount;
import dev.ally.contract.account.ListAccounts;
import dev.ally.contract.account.LockAccount;
import dev.ally.contract.account.MakeResetLink;
import dev.ally.contract.account.NewAccount;
import dev.ally.contract.account.ResetTwoFactor;
import dev.ally.contract.account.ShowAccount;
import dev.ally.crypto.Secret;
import dev.ally.database.DatabaseRefused;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where everything begins: the only place that reads the environment, looks at the clock and throws dice. */
public final class Main implements Program {
  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  private final Clock clock = Clock.systemUTC();
  private final SecureRandom random = new SecureRandom();

  private Main() {}

  public static void main(String[] args) {
    try {
      SerialFilter.refuseAll();
    } catch (ClusterRefused e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
    System.exit(Commands.execute(Commands.of(new Main(), System.in), args));
  }

  @Override
  public void serve(Optional<Path> config, Set<Role> verticles) throws InterruptedException {
    refusing(() -> {
      Settings.slips(System.getenv()).forEach(name ->
          LOG.warn("{} is no setting and does nothing; \"serve --help\" lists them", name));
      new Server(Deployment.read(System.getenv(), config, verticles), clock, random, System.out).run();
      return null;
    });
  }

  @Override
  public void initCluster(Path directory) throws InterruptedException {
    refusing(() -> {
      new Authority(clock, random).init(directory);
      return null;
    });
  }

  @Override
  public void migrate(Optional<Path> config) throws InterruptedException {
    refusing(() -> {
      Storage.migrate(settings(config).database());
      return null;
    });
  }

  @Override
  public NewAccount.Answer createAccount(Optional<Path> config, NewAccount account) throws InterruptedException {
    return refusing(() -> new OperatorClient(settings(config), clock, random)
        .ask(CreateAccount.OPERATION, new CreateAccount(UUID.randomUUID(), account)));
  }

  @Override
  public ResetTwoFactor.Outcome resetTwoFactor(Optional<Path> config, String email) throws InterruptedException {
    return refusing(() -> new OperatorClient(settings(config), clock, random)
        .ask(ResetTwoFactor.OPERATION, new ResetTwoFactor(UUID.randomUUID(), email)).outcome());
  }

  @Override
  public MakeResetLink.Answer makeResetLink(Optional<Path> config, String email) throws InterruptedException {
    return refusing(() -> new OperatorClient(settings(config), clock, random)
        .ask(MakeResetLink.OPERATION, new MakeResetLink(email, Secret.token(random))));
  }

  @Override
  public void listSameAddress(Optional<Path> config, Consumer<ListAccounts.Listed> each) throws InterruptedException {
    refusing(() -> {
      new OperatorClient(settings(config), clock, random).listSameAddress(each);
      return null;
    });
  }

  @Override
  public Optional<ShowAccount.Status> showAccount(Optional<Path> config, String email) throws InterruptedException {
    return refusing(() -> new OperatorClient(settings(config), clock, random)
        .ask(ShowAccount.OPERATION, new ShowAccount(email)).status());
  }

  @Override
  public LockAccount.Outcome lockAccount(Optional<Path> config, String email, boolean locked)
      throws InterruptedException {
    return refusing(() -> new OperatorClient(settings(config), clock, random)
        .ask(LockAccount.OPERATION, new LockAccount(email, locked)).outcome());
  }

  @Override
  public DeleteAccount.Outcome deleteAccount(Optional<Path> config, String email) throws InterruptedException {
    return refusing(() -> new OperatorClient(settings(config), clock, random)
        .ask(DeleteAccount.OPERATION, new DeleteAccount(UUID.randomUUID(), email)).outcome());
  }

  @Override
  public Map<String, Reseal.Answer> rotateKeys(Optional<Path> config) throws InterruptedException {
    return refusing(() -> {
      Map<String, Reseal.Answer> sums = new TreeMap<>();
      new OperatorClient(settings(config), clock, random).reseal().forEach((schema, sum) -> sums.put(schema.sqlName(),
          sum));
      return sums;
    });
  }

  private static Settings settings(Optional<Path> config) {
    return Settings.read(System.getenv(), config);
  }

  /** What an operator can mend becomes lines to read; all else is a defect, with its stack. */
  private static <T> T refusing(Command<T> command) throws InterruptedException {
    try {
      return command.run();
    } catch (SettingsRefused e) {
      throw new Refused(e.problems());
    } catch (DatabaseRefused | ClusterRefused e) {
      throw new Refused(e.getMessage());
    }
  }

  private interface Command<T> {
    T run() throws InterruptedException;
  }
}
