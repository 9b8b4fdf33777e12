package dev.ally.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ally.bus.Role;
import dev.ally.harness.AllyProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What nodes write while others come and go: each line from the first to the last. */
class QuietLogIT {
  private static final Duration PROMISED_STOP = Duration.ofSeconds(15);
  /** The names of this node and of others. */
  private static final Pattern NAME = Pattern.compile("\\b(web|account|totp)-[0-9a-f]{10}/127\\.0\\.0\\.1:([0-9]+)");

  @TempDir static Path directory;
  private static Fleet fleet;
  private final List<Fleet.Node> totps = fleet.of(Role.TOTP);
  private final Fleet.Node account = fleet.of(Role.ACCOUNT).get(0);
  private final Fleet.Node web = fleet.of(Role.WEB).get(0);

  @BeforeAll
  static void start() throws Exception {
    fleet = new Fleet(directory).start(1, 1, 2);
  }

  @AfterAll
  static void stop() {
    if (fleet != null) {
      fleet.close();
    }
  }

  @Test
  void aNodeThatComesOrGoesIsOneLineAtEachOther() throws Exception {
    Fleet.Node stopped = totps.get(0);
    Fleet.Node lost = totps.get(1);
    List<String> first = lines(stopped);
    assertThat(stopped.process().terminate().exit(PROMISED_STOP)).isZero();
    awaitLine(stopped, "INFO  Members - % has left the cluster");
    List<String> whole = lines(stopped);
    assertThat(whole.subList(first.size(), whole.size())).containsExactly("INFO  Server - Stopping");
    stopped.start();
    awaitLine(stopped, "INFO  Members - % has joined the cluster");
    fleet.awaitReady();

    lost.process().kill();
    awaitLine(lost, "WARN  Members - % is missing from the cluster");
    lost.start();
    awaitLine(lost, "INFO  Members - % is back in the cluster as %");
    fleet.awaitReady();

    stopped.process().signal("STOP");
    awaitLine(stopped, "WARN  Members - % is missing from the cluster");
    stopped.process().signal("CONT");
    awaitLine(stopped, "INFO  Members - % is back in the cluster");
    fleet.awaitReady();

    fleet.nodes.forEach(node -> node.process().terminate());
    for (Fleet.Node node : fleet.nodes) {
      assertThat(node.process().exit(PROMISED_STOP)).as(node.toString()).isZero();
    }
    assertThat(written(account)).containsExactlyElementsOf(seen(
        "INFO  Node - This node sends no emails, since ALLY_MAIL_HOST is not set. Emails wait up to three days for a"
            + " node that sends them",
        "INFO  Members - This node is account-2, in the cluster with totp-0, totp-1",
        "Ally is ready: a node",
        "INFO  Members - web-3 has joined the cluster"));
    assertThat(written(web)).containsExactlyElementsOf(seen(
        "INFO  Members - This node is web-3, in the cluster with account-2, totp-0, totp-1",
        "Ally is ready: http://localhost:8080"));
  }

  /** What one of the two that stay writes of all that happens. */
  private static List<String> seen(String... atTheStart) {
    return Stream.concat(Stream.of(atTheStart), Stream.of(
        "INFO  Members - totp-0 has left the cluster",
        "INFO  Members - totp-0 has joined the cluster",
        "WARN  Members - totp-1 is missing from the cluster",
        "INFO  Members - totp-1 is back in the cluster as totp-1",
        "WARN  Members - totp-0 is missing from the cluster",
        "INFO  Members - totp-0 is back in the cluster",
        "INFO  Server - Stopping")).toList();
  }

  /** Without what depends on who is the first to go when all stop at once. */
  private List<String> written(Fleet.Node node) {
    List<String> lines = new ArrayList<>(lines(node));
    int stopping = lines.indexOf("INFO  Server - Stopping");
    lines.subList(stopping, lines.size()).removeIf(line -> line.matches("INFO  Members - .* has left the cluster"));
    return lines.stream().sorted((one, other) -> order(one) - order(other)).toList();
  }

  /** A node does not wait for others before it says what it has to say of itself. */
  private static int order(String line) {
    return line.startsWith("INFO  Node - ") ? 0 : 1;
  }

  private void awaitLine(Fleet.Node of, String line) {
    for (Fleet.Node node : List.of(account, web)) {
      node.process().await(() -> lines(node).contains(line.replace("%", of.toString())));
    }
  }

  /** The lines of a node, without their times, and with the names that the test gives to nodes. */
  private static List<String> lines(Fleet.Node node) {
    return node.process().out().lines()
        .map(line -> line.replaceFirst("^20[0-9T:.-]+Z ", ""))
        .filter(line -> !AllyProcess.BUSY_MACHINE.matcher(line).matches())
        .map(line -> NAME.matcher(line).replaceAll(found -> place(found.group(2))))
        .map(QuietLogIT::sorted)
        .toList();
  }

  /** They are named in the order of what is random in their names. */
  private static String sorted(String line) {
    String[] parts = line.split("(?<=, in the cluster with )");
    return parts.length == 1
        ? line
        : parts[0] + Stream.of(parts[1].split(", ")).sorted().collect(Collectors.joining(", "));
  }

  private static String place(String busPort) {
    int port = Integer.parseInt(busPort);
    return fleet.nodes.stream().filter(node -> node.busPort() == port).findFirst().orElseThrow().toString();
  }
}
