package dev.ally.benchmark;

import dev.ally.bus.Role;
import dev.ally.harness.AllyProcess;
import dev.ally.harness.Ports;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Ally as it is measured, in one process, or in one or several for each verticle. */
final class Deployed implements AutoCloseable {
  /** The origin of everybody's forms. */
  static final String PUBLIC_URL = "http://localhost:8080";

  private final List<AllyProcess> processes = new ArrayList<>();
  private final List<URI> urls;
  private final Duration toReady;

  private Deployed(List<URI> urls, Duration toReady) {
    this.urls = urls;
    this.toReady = toReady;
  }

  /** @param settings environment variables that all of them have */
  static Deployed inOneProcess(Path directory, Map<String, String> settings) throws IOException {
    AllyProcess.Builder builder =
        with(AllyProcess.in(Files.createDirectories(directory)).asForLong(), settings)
            .with("ALLY_PUBLIC_URL", PUBLIC_URL);
    long began = System.nanoTime();
    AllyProcess process = builder.start();
    process.awaitReady();
    Deployed deployed = new Deployed(List.of(URI.create(process.url())), Duration.ofNanos(System.nanoTime() - began));
    deployed.processes.add(process);
    return deployed;
  }

  /**
   * @param settings environment variables that all of them have; with {@code oidc}'s key file there are processes of it
   * @param cluster where "cluster init" has put the keys of each role
   * @param each how many processes of each role
   */
  static Deployed apart(Path directory, Map<String, String> settings, Path cluster, int each) throws IOException {
    List<Role> roles = Stream.of(Role.TOTP, Role.ACCOUNT, Role.OIDC, Role.WEB)
        .filter(role -> role != Role.OIDC || settings.containsKey("ALLY_OIDC_KEY_FILE"))
        .flatMap(role -> Collections.nCopies(each, role).stream()).toList();
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < roles.size(); i++) {
      ports.add(Ports.free());
    }
    String hosts = ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    List<AllyProcess> started = new ArrayList<>();
    long began = System.nanoTime();
    for (Role role : roles) {
      AllyProcess.Builder builder =
          AllyProcess.in(Files.createDirectories(directory.resolve(role.text() + "-" + started.size()))).asForLong();
      settings.forEach((name, value) -> {
        if (!name.contains("DATABASE_URI") && !name.contains("KEY_FILE")
            || name.startsWith("ALLY_" + role.name() + "_")) {
          builder.with(name, value);
        }
      });
      started.add(builder
          // What a proxy before them all would be called: its origin is what each of them expects.
          .with("ALLY_PUBLIC_URL", PUBLIC_URL)
          .with("ALLY_CLUSTER_HOSTS", hosts)
          .with("ALLY_CLUSTER_PORT", Integer.toString(ports.get(started.size())))
          .with("ALLY_CLUSTER_KEYS", cluster.resolve(role.text()).toString())
          .start("serve", "--verticles", role.text()));
    }
    for (AllyProcess process : started) {
      process.awaitReady().await(() -> process.isReady() || !process.isAlive());
    }
    List<URI> webs = started.subList(started.size() - each, started.size()).stream().map(web -> URI.create(web.url())).toList();
    Deployed deployed = new Deployed(webs, Duration.ofNanos(System.nanoTime() - began));
    deployed.processes.addAll(started);
    return deployed;
  }

  private static AllyProcess.Builder with(AllyProcess.Builder builder, Map<String, String> settings) {
    settings.forEach(builder::with);
    return builder;
  }

  /** Where its pages are reached. */
  List<URI> urls() {
    return urls;
  }

  /** From the start of the processes until all said that they are ready. */
  Duration toReady() {
    return toReady;
  }

  Collection<Long> pids() {
    return processes.stream().map(AllyProcess::pid).toList();
  }

  /** The sum of the counters whose lines begin so, over all processes. */
  double counted(String prefix) throws IOException, InterruptedException {
    double sum = 0;
    for (AllyProcess process : processes) {
      sum += process.getManagement("/metrics").body().lines()
          .filter(line -> line.startsWith(prefix))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))).sum();
    }
    return sum;
  }

  @Override
  public void close() {
    processes.forEach(AllyProcess::terminate);
    processes.forEach(AllyProcess::close);
  }
}
