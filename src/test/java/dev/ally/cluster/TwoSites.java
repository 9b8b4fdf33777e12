package dev.ally.cluster;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ally.harness.SlowLine;
import dev.ally.harness.Tools;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Two places for nodes, each a network namespace (ip-netns(8)) with two wires: one to this machine, where people and the
 * database are, and one to a switch in a third namespace, over which nodes talk to one another. The switch can be cut.
 */
final class TwoSites implements AutoCloseable {
  private static final int SITES = 2;

  private final String name = "ally" + HexFormat.of().toHexDigits((short) ThreadLocalRandom.current().nextInt());
  /** Of 10.0.0.0/8: nobody else's, with some luck, and gone with the namespaces. */
  private final int network = ThreadLocalRandom.current().nextInt(100, 250);
  private final int databasePort;
  private final List<SlowLine> lines = new ArrayList<>();

  private TwoSites(int databasePort) {
    this.databasePort = databasePort;
  }

  /** Goes on only where this machine lets a test make network namespaces. */
  static void need() throws IOException, InterruptedException {
    boolean possible = run("unshare", "--net", "true").isEmpty();
    assumeTrue(possible, "nobody may make network namespaces here");
    Tools.need("ip");
  }

  /** @param databasePort of this machine's loopback address */
  static TwoSites make(int databasePort) throws IOException, InterruptedException {
    TwoSites sites = new TwoSites(databasePort);
    try {
      sites.make();
      return sites;
    } catch (IOException | RuntimeException e) {
      sites.close();
      throw e;
    }
  }

  private void make() throws IOException, InterruptedException {
    ip("netns add " + middle());
    ip("-n " + middle() + " link add switch type bridge");
    ip("-n " + middle() + " link set switch up");
    for (int site = 0; site < SITES; site++) {
      String space = space(site);
      ip("netns add " + space);
      ip("-n " + space + " link set lo up");
      ip("link add " + space + " type veth peer name front netns " + space);
      ip("address add " + near(site) + "/30 dev " + space);
      ip("link set " + space + " up");
      ip("-n " + space + " address add " + front(site) + "/30 dev front");
      ip("-n " + space + " link set front up");
      ip("-n " + space + " link add back type veth peer name port" + site + " netns " + middle());
      ip("-n " + space + " address add " + back(site) + "/24 dev back");
      ip("-n " + space + " link set back up");
      ip("-n " + middle() + " link set port" + site + " up master switch");
      lines.add(new SlowLine(InetAddress.getByName(near(site)), databasePort));
    }
  }

  /** The site of a node: every other one is on the same. */
  Site of(int node) {
    int site = node % SITES;
    return new Site(
        List.of("ip", "netns", "exec", space(site)), front(site), back(site), uri -> database(uri, lines.get(site)));
  }

  private URI database(URI uri, SlowLine line) {
    String text = uri.toString();
    String through = text.replace("@" + uri.getHost() + ":" + databasePort + "/", "@" + line.address() + "/");
    if (through.equals(text)) {
      throw new IllegalStateException("the database is not on port " + databasePort);
    }
    return URI.create(through);
  }

  /** From now on nothing that one site sends reaches the other; neither is told. */
  void cut() throws IOException, InterruptedException {
    ip("-n " + middle() + " link set port1 nomaster");
  }

  void mend() throws IOException, InterruptedException {
    ip("-n " + middle() + " link set port1 master switch");
  }

  /** Whether a process at one site gets a connection to this port of the other. */
  boolean connects(int port) throws IOException, InterruptedException {
    return run("ip", "netns", "exec", space(0), "timeout", "2", "bash", "-c",
        "exec 3<>/dev/tcp/" + back(1) + "/" + port).isEmpty();
  }

  private String middle() {
    return name + "m";
  }

  private String space(int site) {
    return name + site;
  }

  private String near(int site) {
    return "10." + network + ".1." + (4 * site + 1);
  }

  private String front(int site) {
    return "10." + network + ".1." + (4 * site + 2);
  }

  private String back(int site) {
    return "10." + network + ".2." + (site + 1);
  }

  private static void ip(String arguments) throws IOException, InterruptedException {
    String complaint = run(("ip " + arguments).split(" "));
    if (!complaint.isEmpty()) {
      throw new IOException("ip " + arguments + ": " + complaint);
    }
  }

  /** What it complains of; empty when it did what it should. */
  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    int exit = process.waitFor();
    return exit == 0 ? "" : "exit " + exit + " " + output;
  }

  @Override
  public void close() throws IOException {
    for (SlowLine line : lines) {
      line.close();
    }
    try {
      for (String space : List.of(space(0), space(1), middle())) {
        // With a namespace go its wires, at both ends.
        run("ip", "netns", "delete", space);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
