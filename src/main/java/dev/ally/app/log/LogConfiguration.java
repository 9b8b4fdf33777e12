package dev.ally.app.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.status.NopStatusListener;
import java.util.List;
import java.util.Map;

/**
 * The log of the runnable jar, unless {@code -Dlogback.configurationFile} names another. Logback finds this class by
 * itself. A file that says the same is in the documents; reading one took a tenth of a start.
 *
 * <p>An event is a line, and below it the trace of an exception, indented. Members of the cluster, mail servers and
 * browsers choose some of the words: those make no lines of their own, move no cursor and are cut; and what they do
 * makes a bounded number of lines. The commands that answer on standard output turn this down: see {@link
 * dev.ally.cli.Quiet}.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_TOP_PRIORITY)
public final class LogConfiguration extends ContextAwareBase implements Configurator {
  private static final String FILE = "logback.configurationFile";

  /** Without control characters and what else ends a line. */
  private static final String SAID = "%.-3000replace(%msg){'[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029]', '?'}";
  private static final String CLEAN =
      "%replace(%ex){'[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\u2028\\u2029]|\\r(?!\\n)', '?'}";
  private static final String TRACE = "%.-30000replace(" + CLEAN + "){'\\n(?=[^\\t])', '$0 '}";
  private static final String LINE =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX,UTC} %-5level %logger{0} - " + SAID + "%n" + TRACE;

  /**
   * Of a node that comes or goes the libraries of the cluster write many lines at each of the others, some of them as
   * errors with stack traces; dev.ally.cluster.Members says it in one. What is refused at the cluster's ports is said
   * there. The maps of Infinispan hold no data of Ally, so what becomes of them is of no interest. A failed start is
   * told by its exception.
   */
  private static final Map<String, Level> LEVELS = Map.ofEntries(
      Map.entry("org.flywaydb", Level.WARN),
      Map.entry("org.postgresql", Level.WARN),
      Map.entry("io.netty", Level.WARN),
      Map.entry("org.infinispan", Level.OFF),
      Map.entry("org.jgroups", Level.WARN),
      Map.entry("org.jgroups.JChannel", Level.OFF),
      Map.entry("org.jgroups.protocols", Level.OFF),
      Map.entry("dev.ally.cluster.Detection", Level.OFF),
      Map.entry("io.vertx.core.eventbus.impl.clustered.ClusteredEventBus", Level.OFF),
      Map.entry("io.vertx.core.eventbus.impl.clustered.OutboundConnection", Level.OFF),
      // Says of a connection whose other side was killed that it was reset, and not which one.
      Map.entry("io.vertx.core.net.impl.ConnectionBase", Level.OFF),
      Map.entry("org.jboss", Level.WARN),
      Map.entry("io.vertx", Level.WARN),
      // Says of an email that was not sent what the outbox says too, and not which one.
      Map.entry("io.vertx.ext.mail", Level.ERROR),
      // Warns of the same gauge once for each Vert.x event bus.
      Map.entry("io.micrometer", Level.ERROR));

  @Override
  public ExecutionStatus configure(LoggerContext log) {
    if (System.getProperty(FILE) != null) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    log.getStatusManager().add(new NopStatusListener());
    for (TurboFilter filter : List.of(
        new TokenLogFilter(), new LostMessageFilter(), new LostMailServerFilter(), new LateWorkFilter())) {
      filter.setContext(log);
      filter.start();
      log.addTurboFilter(filter);
    }
    LEVELS.forEach((name, level) -> log.getLogger(name).setLevel(level));
    Logger root = log.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.INFO);
    root.addAppender(console(log));
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  private static BoundedLog console(LoggerContext log) {
    PatternLayoutEncoder line = new PatternLayoutEncoder();
    line.setContext(log);
    line.setPattern(LINE);
    line.start();
    BoundedLog console = new BoundedLog();
    console.setContext(log);
    console.setName("stdout");
    console.setEncoder(line);
    console.start();
    return console;
  }
}
