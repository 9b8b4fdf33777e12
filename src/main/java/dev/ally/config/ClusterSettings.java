package dev.ally.config;

import dev.ally.bus.Role;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The settings of a node of a cluster.
 *
 * @param discovery how the other nodes are found
 * @param host the address that this node binds, for the cluster and for the bus
 * @param port the port of the cluster; failure detection listens {@value #FAILURE_DETECTION_OFFSET} above it
 * @param busPort the port of the event bus; 0 takes any free one
 * @param advertisedHost the address at which others reach this node, if it is not {@code host}
 * @param keys the directory with the certificate and keys of the role, or with a directory for each role
 */
public record ClusterSettings(
    Discovery discovery, String host, int port, int busPort, Optional<String> advertisedHost, Path keys) {
  /** The offset of the port of failure detection from that of the cluster. */
  public static final int FAILURE_DETECTION_OFFSET = 100;

  private static final String DNS = "dns:";
  private static final int DEFAULT_PORT = 7800;
  private static final String HOSTS_WANTED = "must be host:port,host:port or dns:NAME";

  /** The same, bound to another address. */
  public ClusterSettings at(String address) {
    return new ClusterSettings(discovery, address, port, busPort, advertisedHost, keys);
  }

  /** Reads the settings; empty when the process is not clustered. Problems are added to the reader. */
  static Optional<ClusterSettings> from(SettingsReader reader, Set<Role> verticles) {
    if (!reader.isSet(Setting.ALLY_CLUSTER_HOSTS)) {
      if (!verticles.containsAll(Role.allBut(Role.OIDC))) {
        reader.problem(Setting.ALLY_CLUSTER_HOSTS, "must be set where web, account and totp do not run in one process: "
            + "host:port,host:port or dns:NAME");
      }
      return Optional.empty();
    }
    requireAllOf(reader, verticles);
    Optional<Discovery> discovery = reader.parsed(Setting.ALLY_CLUSTER_HOSTS, ClusterSettings::discovery);
    Optional<Path> keys = reader.parsed(Setting.ALLY_CLUSTER_KEYS, ClusterSettings::directory);
    if (!reader.isSet(Setting.ALLY_CLUSTER_KEYS)) {
      reader.problem(Setting.ALLY_CLUSTER_KEYS, "must name a directory that \"ally.jar cluster init\" made");
    }
    return discovery.flatMap(found -> keys.map(directory -> new ClusterSettings(
        found,
        reader.host(Setting.ALLY_CLUSTER_HOST, "127.0.0.1"),
        reader.number(Setting.ALLY_CLUSTER_PORT, DEFAULT_PORT, 1,
            SettingsReader.HIGHEST_PORT - FAILURE_DETECTION_OFFSET),
        reader.port(Setting.ALLY_BUS_PORT, 0, 0),
        reader.isSet(Setting.ALLY_CLUSTER_ADVERTISED_HOST)
            ? Optional.of(reader.host(Setting.ALLY_CLUSTER_ADVERTISED_HOST, ""))
            : Optional.empty(),
        directory)));
  }

  /** Checks what each verticle needs in a cluster, where no database or key is made automatically. */
  private static void requireAllOf(SettingsReader reader, Set<Role> verticles) {
    if (verticles.contains(Role.ACCOUNT)) {
      require(reader, Setting.ALLY_ACCOUNT_DATABASE_URI, Setting.ALLY_ACCOUNT_KEY_FILE);
    }
    if (verticles.contains(Role.TOTP)) {
      require(reader, Setting.ALLY_TOTP_DATABASE_URI, Setting.ALLY_TOTP_KEY_FILE);
    }
    if (verticles.contains(Role.OIDC)) {
      require(reader, Setting.ALLY_OIDC_DATABASE_URI, Setting.ALLY_OIDC_KEY_FILE);
    }
  }

  private static void require(SettingsReader reader, Setting database, Setting keyFile) {
    if (!reader.isSet(database) && !reader.isSet(Setting.ALLY_DATABASE_URI)) {
      reader.problem(database, "must be set in a cluster, or " + Setting.ALLY_DATABASE_URI);
    }
    if (!reader.isSet(keyFile)) {
      reader.problem(keyFile, "must be set in a cluster: there no key is made, all nodes share one");
    }
  }

  private static Discovery discovery(String value) {
    if (value.startsWith(DNS)) {
      return new Dns(name(value.substring(DNS.length())));
    }
    List<Address> addresses = new ArrayList<>();
    for (String address : value.split(",")) {
      if (!address.isBlank()) {
        addresses.add(address(address.strip()));
      }
    }
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException(HOSTS_WANTED);
    }
    return new Hosts(List.copyOf(addresses));
  }

  private static Address address(String text) {
    int colon = text.lastIndexOf(':');
    String digits = colon < 0 ? "" : text.substring(colon + 1);
    int port = digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : 0;
    if (port < 1 || port > SettingsReader.HIGHEST_PORT) {
      throw new IllegalArgumentException(HOSTS_WANTED + ", not " + text);
    }
    return new Address(name(text.substring(0, colon)), port);
  }

  private static String name(String text) {
    if (!text.matches("[A-Za-z0-9._-]+|\\[[0-9a-fA-F:.]+]")) {
      throw new IllegalArgumentException(HOSTS_WANTED + ", not " + text);
    }
    return text;
  }

  private static Path directory(String value) {
    try {
      Path path = Path.of(value).toAbsolutePath().normalize();
      if (Files.isDirectory(path) && Files.isReadable(path)) {
        return path;
      }
    } catch (InvalidPathException none) {
      throw new IllegalArgumentException("must name a directory, not " + value, none);
    }
    throw new IllegalArgumentException("must name a directory that can be read, not " + value);
  }

  /** How nodes are found. */
  public sealed interface Discovery {}

  /** At these addresses, which may include this node's own. */
  public record Hosts(List<Address> addresses) implements Discovery {}

  /** At all addresses of this name, each at the same port as this node. */
  public record Dns(String name) implements Discovery {}

  /** The address of a node. */
  public record Address(String host, int port) {}
}
