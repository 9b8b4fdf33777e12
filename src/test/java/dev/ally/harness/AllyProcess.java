package dev.ally.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code java -jar target/ally.jar serve} on ports of its own. */
public final class AllyProcess implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("Ally is ready: (\\S+)");
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(90);

  private final Process process;
  private final Path log;

  private AllyProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Starts one; its output goes to a file in its data directory's parent. */
  public static AllyProcess start(Path dataDir, Map<String, String> settings) throws IOException {
    List<String> command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", "target/ally.jar", "serve"));
    Path log = dataDir.resolveSibling(dataDir.getFileName() + ".log");
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("ALLY_"));
    builder.environment().put("ALLY_DATA_DIR", dataDir.toString());
    builder.environment().put("ALLY_HTTP_PORT", "0");
    builder.environment().put("ALLY_MANAGEMENT_PORT", "0");
    builder.environment().putAll(settings);
    return new AllyProcess(builder.start(), log);
  }

  /** The address that it prints once it is ready. */
  public String url() {
    long start = System.nanoTime();
    while (System.nanoTime() - start < PATIENCE_NANOS && process.isAlive()) {
      Matcher ready = READY.matcher(log());
      if (ready.find()) {
        return ready.group(1);
      }
      exits(Duration.ofMillis(50));
    }
    throw new AssertionError("not ready:\n" + log());
  }

  public String log() {
    try {
      return Files.readString(log, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Process process() {
    return process;
  }

  /** SIGTERM. */
  @Override
  public void close() {
    process.destroy();
    if (!exits(Duration.ofSeconds(20))) {
      process.destroyForcibly();
    }
  }

  private boolean exits(Duration limit) {
    try {
      return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
