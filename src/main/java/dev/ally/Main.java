package dev.ally;

import dev.ally.app.Backups;
import dev.ally.app.OperatorClient;
import dev.ally.app.Server;
import dev.ally.app.Storage;
import dev.ally.app.log.LogSetup;
import dev.ally.bus.Role;
import dev.ally.cli.ClusterFiles;
import dev.ally.cli.Operator;
import dev.ally.cli.Program;
import dev.ally.cli.Refused;
import dev.ally.cli.StandardOutput;
import dev.ally.cli.command.Commands;
import dev.ally.cluster.Authority;
import dev.ally.cluster.ClusterRefused;
import dev.ally.cluster.SerialFilter;
import dev.ally.config.Deployment;
import dev.ally.config.Settings;
import dev.ally.config.SettingsRefused;
import dev.ally.contract.Reseal;
import dev.ally.crypto.Secret;
import dev.ally.database.DatabaseRefused;
import dev.ally.tracing.Tracing;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** The entry point. Only this class reads the environment and makes the clock and the source of random numbers. */
public final class Main implements Program {
  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  private final Clock clock = Clock.systemUTC();
  private final SecureRandom random = new SecureRandom();

  private Main() {}

  public static void main(String[] args) {
    // Netty would load the classes of Java's Flight Recorder, to tell it of each buffer.
    System.getProperties().putIfAbsent("io.netty.jfr.enabled", "false");
    try {
      SerialFilter.refuseAll();
    } catch (ClusterRefused e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
    CommandLine commands = Commands.forArguments(new Main(), System.in, args);
    commands.setOut(StandardOutput.of(commands.getOut(), System.out));
    System.exit(Commands.execute(commands, args));
  }

  @Override
  public void serve(Optional<Path> config, Set<Role> verticles) throws InterruptedException {
    refusing(() -> {
      new Server(deployment(config, verticles), clock, random, System.out, tracing()).run();
      return null;
    });
  }

  /** Nothing is logged before the settings of the log are known: where some are wrong, slips are told with them. */
  private static Deployment deployment(Optional<Path> config, Set<Role> verticles) {
    List<String> slips = Settings.slips(System.getenv()).stream()
        .map(name -> name + " is not a setting and has no effect; \"serve --help\" lists the settings").toList();
    try {
      Deployment deployment = Deployment.read(System.getenv(), config, verticles);
      LogSetup.apply(deployment.settings().logs());
      slips.forEach(LOG::warn);
      return deployment;
    } catch (SettingsRefused e) {
      throw new SettingsRefused(Stream.concat(e.problems().stream(), slips.stream()).toList());
    }
  }

  @Override
  public ClusterFiles initCluster(Path directory) throws InterruptedException {
    return refusing(() -> {
      Authority.Made made = new Authority(clock, random).init(directory);
      return new ClusterFiles(made.isNewCluster(), made.files());
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
  public String backUp(Optional<Path> config, Path file, Consumer<String> said) throws InterruptedException {
    return refusing(() -> {
      try (Backups backups = new Backups(settings(config), clock, random)) {
        return backups.backUp(file, said);
      }
    });
  }

  @Override
  public String restore(Optional<Path> config, Path file, Consumer<String> said) throws InterruptedException {
    return refusing(() -> {
      try (Backups backups = new Backups(settings(config), clock, random)) {
        return backups.restore(file, said);
      }
    });
  }

  @Override
  public void afterRestore(Optional<Path> config) throws InterruptedException {
    refusing(() -> {
      try (Backups backups = new Backups(settings(config), clock, random)) {
        backups.afterRestore();
      }
      return null;
    });
  }

  @Override
  public <T> T asOperator(Optional<Path> config, Operator.Work<T> work) throws InterruptedException {
    return refusing(() -> {
      try (OperatorClient operator = new OperatorClient(settings(config), clock, random)) {
        return work.with(operator);
      }
    });
  }

  @Override
  public SecureRandom random() {
    return random;
  }

  @Override
  public Secret token() {
    return Secret.token(random);
  }

  @Override
  public Map<String, Reseal.Answer> rotateKeys(Optional<Path> config) throws InterruptedException {
    return refusing(() -> {
      try (OperatorClient operator = new OperatorClient(settings(config), clock, random)) {
        Map<String, Reseal.Answer> sums = new TreeMap<>();
        operator.reseal().forEach((schema, sum) -> sums.put(schema.sqlName(), sum));
        return sums;
      }
    });
  }

  /** A blank variable counts as absent, as OpenTelemetry says. */
  private static Optional<Tracing> tracing() {
    String endpoint = System.getenv("OTEL_EXPORTER_OTLP_ENDPOINT");
    try {
      return endpoint == null || endpoint.isBlank() ? Optional.empty() : Optional.of(Tracing.begin());
    } catch (IllegalArgumentException e) {
      throw new Refused(e.getMessage());
    }
  }

  private static Settings settings(Optional<Path> config) {
    Settings settings = Settings.read(System.getenv(), config);
    LogSetup.applyToCommand(settings.logs());
    return settings;
  }

  /** A failure that an operator can correct is printed as lines; any other is a defect and keeps its stack trace. */
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
