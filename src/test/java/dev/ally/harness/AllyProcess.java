package dev.ally.harness;

import dev.ally.database.embedded.UnpackedPostgres;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The finished jar in a JVM of its own, as an operator starts it. */
public final class AllyProcess implements AutoCloseable {
  private static final Path JAR = Path.of("target/ally.jar").toAbsolutePath();
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** What a process logs that gets no processor for seconds, while others work beside it; without its time. */
  public static final Pattern BUSY_MACHINE = Pattern.compile(
      "WARN  BlockedThreadChecker - .*|WARN  Outage - .*: Timeout waiting for connection");
  private static final Pattern COMPLAINT = Pattern.compile("\\S+ ((?:WARN |ERROR) .*)");

  /** What is compiled best is of no use to a process that lives for seconds, and costs it half its time. */
  private static final List<String> QUICK = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  private final Process process;
  private final Path out;
  private final Path err;
  private final Map<String, String> environment;

  private AllyProcess(Process process, Path out, Path err, Map<String, String> environment) {
    this.process = process;
    this.out = out;
    this.err = err;
    this.environment = environment;
  }

  /** What is to be started. */
  public static final class Builder {
    private final Path directory;
    private final List<String> prefix = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private Path jar = JAR;
    private String input = "";
    private List<String> options = QUICK;
    private final List<String> further = new ArrayList<>();
    private boolean archiving;

    private Builder(Path directory) {
      this.directory = directory;
    }

    public Builder with(String variable, String value) {
      environment.put(variable, value);
      return this;
    }

    /** What {@code java} is started through: {@code setpriv …}. */
    public Builder through(String... command) {
      prefix.addAll(List.of(command));
      return this;
    }

    public Builder jar(Path other) {
      jar = other;
      return this;
    }

    /** On standard input. */
    public Builder typing(String text) {
      input = text;
      return this;
    }

    /** Further options of Java. */
    public Builder java(String... options) {
      further.addAll(List.of(options));
      return this;
    }

    /** Writes at its end what it loaded. */
    Builder archiving(Path classes) {
      archiving = true;
      return java("-XX:ArchiveClassesAtExit=" + classes);
    }

    /** With what Java chooses for a server that runs for long. */
    public Builder asForLong() {
      options = List.of();
      return this;
    }

    public AllyProcess start(String... arguments) throws IOException {
      Path out = Files.createTempFile(directory, "ally", ".out");
      Path err = Files.createTempFile(directory, "ally", ".err");
      List<String> command = new ArrayList<>(prefix);
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(options);
      if (options == QUICK && jar == JAR && !archiving) {
        command.add("-XX:SharedArchiveFile=" + SharedClasses.of(JAR));
      }
      command.addAll(further);
      command.addAll(List.of("-jar", jar.toString()));
      command.addAll(List.of(arguments));
      ProcessBuilder builder = new ProcessBuilder(command)
          .directory(directory.toFile()).redirectOutput(out.toFile()).redirectError(err.toFile());
      builder.environment().keySet().removeIf(name -> name.startsWith("ALLY_"));
      builder.environment().putAll(environment);
      Process process = builder.start();
      try (var typed = process.getOutputStream()) {
        typed.write(input.getBytes(StandardCharsets.UTF_8));
      }
      return new AllyProcess(process, out, err, environment);
    }
  }

  /** As {@link #in}, with PostgreSQL's programs there already. */
  public static Builder unpackedIn(Path directory) throws IOException {
    UnpackedPostgres.linkInto(directory.resolve("ally-data"));
    return in(directory);
  }

  /** A server or command that works in a directory, on ports of its own. */
  public static Builder in(Path directory) {
    return new Builder(directory)
        .with("ALLY_HTTP_PORT", Integer.toString(Ports.free()))
        .with("ALLY_MANAGEMENT_PORT", Integer.toString(Ports.free()));
  }

  /** Returns when the server says that it is ready. */
  public AllyProcess awaitReady() throws IOException {
    await(() -> out().contains("Ally is ready: ") || !process.isAlive());
    if (!process.isAlive()) {
      throw new IllegalStateException("it ended with " + process.exitValue() + "\n" + out() + err());
    }
    return this;
  }

  /** Returns when the management port answers; the server may not be ready. */
  public AllyProcess awaitLive() throws IOException {
    await(() -> isLive() || !process.isAlive());
    if (!process.isAlive()) {
      throw new IllegalStateException("it ended with " + process.exitValue() + "\n" + out() + err());
    }
    return this;
  }

  /** Polls until it is so. */
  public void await(BooleanSupplier so) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!so.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("not within " + PATIENCE + "\n" + out() + err());
      }
      pause();
    }
  }

  private void pause() {
    try {
      process.waitFor(50, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The address that people type. */
  public String url() {
    return "http://localhost:" + environment.get("ALLY_HTTP_PORT");
  }

  /** A browser that opens its pages. */
  public Browser browser() {
    return new Browser(URI.create(url()), URI.create(url()));
  }

  public HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return get("ALLY_HTTP", path);
  }

  public HttpResponse<String> getManagement(String path) throws IOException, InterruptedException {
    return get("ALLY_MANAGEMENT", path);
  }

  private HttpResponse<String> get(String listen, String path) throws IOException, InterruptedException {
    String host = environment.getOrDefault(listen + "_HOST", "127.0.0.1");
    URI uri = URI.create("http://" + host + ":" + environment.get(listen + "_PORT") + path);
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(PATIENCE).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
  }

  /** Whether the management port says that it may be given work. */
  public boolean isReady() {
    return isOk("/health/ready");
  }

  /** Whether its public port takes connections. */
  public boolean isListening() {
    String host = environment.getOrDefault("ALLY_HTTP_HOST", "127.0.0.1");
    try (Socket socket = new Socket(host, Integer.parseInt(environment.get("ALLY_HTTP_PORT")))) {
      return socket.isConnected();
    } catch (IOException refused) {
      return false;
    }
  }

  private boolean isLive() {
    return isOk("/health/live");
  }

  private boolean isOk(String health) {
    try {
      return getManagement(health).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Sends a signal by its name: {@code STOP}, {@code CONT}. */
  public void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  /** Sends SIGTERM. */
  public AllyProcess terminate() {
    process.destroy();
    return this;
  }

  /** Sends SIGKILL. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** The exit code, once it has ended. */
  public int exit() throws InterruptedException {
    return exit(PATIENCE);
  }

  public int exit(Duration patience) throws InterruptedException {
    if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("it has not ended within " + patience + "\n" + out() + err());
    }
    return process.exitValue();
  }

  public String out() {
    return read(out);
  }

  public String err() {
    return read(err);
  }

  /** What it has logged at WARN or ERROR, apart from what a busy machine explains. */
  public List<String> complaints() {
    return out().lines().map(COMPLAINT::matcher).filter(Matcher::matches).map(line -> line.group(1))
        .filter(line -> !BUSY_MACHINE.matcher(line).matches()).toList();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ends it, if it has not ended; gently, so that its database ends too. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
