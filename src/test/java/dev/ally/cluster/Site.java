package dev.ally.cluster;

import java.net.URI;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Where a node runs.
 *
 * @param through what its process is started through; nothing where it runs on this machine like any other
 * @param front the address at which people and the operator reach it
 * @param back the address at which other nodes reach it
 * @param database how it reaches the database of this machine
 */
record Site(List<String> through, String front, String back, UnaryOperator<URI> database) {
  /** This machine itself. */
  static final Site HERE = new Site(List.of(), "127.0.0.1", "127.0.0.1", UnaryOperator.identity());
}
