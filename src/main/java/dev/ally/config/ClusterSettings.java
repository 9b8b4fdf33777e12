package dev.ally.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

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

  /** The same, bound to another address. */
  public ClusterSettings at(String address) {
    return new ClusterSettings(discovery, address, port, busPort, advertisedHost, keys);
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
