package dev.ally.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What joins a process to others.
 *
 * @param discovery how the others are found
 * @param host address that this node binds, for the cluster and for the bus
 * @param port of the cluster; failure detection listens on the port {@value #FAILURE_DETECTION_OFFSET} above it
 * @param busPort of the event bus; 0 takes any free one
 * @param advertisedHost where the others reach this node, if not at {@code host}
 * @param keys directory with the certificate and keys of the role, or with a directory for each role
 */
public record ClusterSettings(
    Discovery discovery, String host, int port, int busPort, Optional<String> advertisedHost, Path keys) {
  /** How far above the cluster's port failure detection listens. */
  public static final int FAILURE_DETECTION_OFFSET = 100;

  /** The same, bound to another address. */
  public ClusterSettings at(String address) {
    return new ClusterSettings(discovery, address, port, busPort, advertisedHost, keys);
  }

  /** How nodes are found. */
  public sealed interface Discovery {}

  /** At these addresses; that of this node may be among them. */
  public record Hosts(List<Address> addresses) implements Discovery {}

  /** At all addresses of this name, each at the port that this node has too. */
  public record Dns(String name) implements Discovery {}

  /** Of a node. */
  public record Address(String host, int port) {}
}
