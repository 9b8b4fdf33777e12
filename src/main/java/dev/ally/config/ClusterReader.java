package dev.ally.config;

import dev.ally.bus.Role;
import dev.ally.config.ClusterSettings.Address;
import dev.ally.config.ClusterSettings.Discovery;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the settings of a cluster for {@link SettingsReader}. */
final class ClusterReader {
  private static final String DNS = "dns:";
  private static final int DEFAULT_PORT = 7800;
  private static final int HIGHEST_PORT = 65_535;
  private static final String HOSTS_WANTED = "must be host:port,host:port or dns:NAME";

  private final SettingsReader reader;

  ClusterReader(SettingsReader reader) {
    this.reader = reader;
  }

  /** Empty when the process is not clustered. Problems are added to the reader. */
  Optional<ClusterSettings> read(Set<Role> verticles) {
    if (!reader.isSet(Setting.ALLY_CLUSTER_HOSTS)) {
      if (!verticles.equals(EnumSet.allOf(Role.class))) {
        reader.problem(Setting.ALLY_CLUSTER_HOSTS, "must be set where not all verticles run in one process: "
            + "host:port,host:port or dns:NAME");
      }
      return Optional.empty();
    }
    requireAllOf(verticles);
    Optional<Discovery> discovery = reader.parsed(Setting.ALLY_CLUSTER_HOSTS, ClusterReader::discovery);
    Optional<Path> keys = reader.parsed(Setting.ALLY_CLUSTER_KEYS, ClusterReader::directory);
    if (!reader.isSet(Setting.ALLY_CLUSTER_KEYS)) {
      reader.problem(Setting.ALLY_CLUSTER_KEYS, "must name a directory that \"ally.jar cluster init\" made");
    }
    return discovery.flatMap(found -> keys.map(directory -> new ClusterSettings(
        found,
        reader.host(Setting.ALLY_CLUSTER_HOST, "127.0.0.1"),
        reader.number(Setting.ALLY_CLUSTER_PORT, DEFAULT_PORT, 1,
            HIGHEST_PORT - ClusterSettings.FAILURE_DETECTION_OFFSET),
        reader.number(Setting.ALLY_BUS_PORT, 0, 0, HIGHEST_PORT),
        reader.isSet(Setting.ALLY_CLUSTER_ADVERTISED_HOST)
            ? Optional.of(reader.host(Setting.ALLY_CLUSTER_ADVERTISED_HOST, ""))
            : Optional.empty(),
        directory)));
  }

  /** Checks what each verticle needs in a cluster, where no database or key is made automatically. */
  private void requireAllOf(Set<Role> verticles) {
    if (verticles.contains(Role.ACCOUNT)) {
      require(Setting.ALLY_ACCOUNT_DATABASE_URI, Setting.ALLY_ACCOUNT_KEY_FILE);
    }
    if (verticles.contains(Role.TOTP)) {
      require(Setting.ALLY_TOTP_DATABASE_URI, Setting.ALLY_TOTP_KEY_FILE);
    }
  }

  private void require(Setting database, Setting keyFile) {
    if (!reader.isSet(database) && !reader.isSet(Setting.ALLY_DATABASE_URI)) {
      reader.problem(database, "must be set in a cluster, or " + Setting.ALLY_DATABASE_URI);
    }
    if (!reader.isSet(keyFile)) {
      reader.problem(keyFile, "must be set in a cluster: there no key is made, all nodes share one");
    }
  }

  private static Discovery discovery(String value) {
    if (value.startsWith(DNS)) {
      return new ClusterSettings.Dns(name(value.substring(DNS.length())));
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
    return new ClusterSettings.Hosts(List.copyOf(addresses));
  }

  private static Address address(String text) {
    int colon = text.lastIndexOf(':');
    String digits = colon < 0 ? "" : text.substring(colon + 1);
    int port = digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : 0;
    if (port < 1 || port > HIGHEST_PORT) {
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
}
