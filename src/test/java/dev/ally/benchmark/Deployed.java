package dev.ally.benchmark;

import dev.ally.contract.Role;
import dev.ally.harness.AllyProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Ally as it is measured, in one process or in one for each verticle. */
final class Deployed implements AutoCloseable {
  private static final int NODES = 3;

  private final List<AllyProcess> processes = new ArrayList<>();
  private final URI url;
  private final Duration toReady;

  private Deployed(URI url, Duration toReady) {
    this.url = url;
    this.toReady = toReady;
  }

  /** @param settings environment variables that all of them have */
  static Deployed inOneProcess(Path directory, Map<String, String> settings) throws IOException {
    AllyProcess.Builder builder = with(AllyProcess.in(Files.createDirectories(directory)), settings);
    long began = System.nanoTime();
    AllyProcess process = builder.start();
    process.awaitReady();
    Deployed deployed = new Deployed(URI.create(process.url()), Duration.ofNanos(System.nanoTime() - began));
    deployed.processes.add(process);
    return deployed;
  }

  /**
   * @param settings environment variables that all of them have
   * @param cluster where "cluster init" has put the keys of each role
   */
  static Deployed apart(Path directory, Map<String, String> settings, Path cluster) throws IOException {
    int firstPort = AllyProcess.freePort();
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < NODES; i++) {
      ports.add(i == 0 ? firstPort : AllyProcess.freePort());
    }
    String hosts = ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    List<AllyProcess> started = new ArrayList<>();
    long began = System.nanoTime();
    for (Role role : List.of(Role.TOTP, Role.ACCOUNT, Role.WEB)) {
      AllyProcess.Builder builder = AllyProcess.in(Files.createDirectories(directory.resolve(role.text())));
      settings.forEach((name, value) -> {
        if (!name.contains("DATABASE_URI") && !name.contains("KEY_FILE")
            || name.startsWith("ALLY_" + role.name() + "_")) {
          builder.with(name, value);
        }
      });
      started.add(builder
          .with("ALLY_CLUSTER_HOSTS", hosts)
          .with("ALLY_CLUSTER_PORT", Integer.toString(ports.get(started.size())))
          .with("ALLY_CLUSTER_KEYS", cluster.resolve(role.text()).toString())
          .start("serve", "--verticles", role.text()));
    }
    for (AllyProcess process : started) {
      process.awaitReady().await(() -> process.isReady() || !process.isAlive());
    }
    AllyProcess web = started.get(NODES - 1);
    Deployed deployed = new Deployed(URI.create(web.url()), Duration.ofNanos(System.nanoTime() - began));
    deployed.processes.addAll(started);
    return deployed;
  }

  private static AllyProcess.Builder with(AllyProcess.Builder builder, Map<String, String> settings) {
    settings.forEach(builder::with);
    return builder;
  }

  /** Where people reach its pages. */
  URI url() {
    return url;
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
