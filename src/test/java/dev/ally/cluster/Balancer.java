package dev.ally.cluster;

import java.net.URI;

/** What stands between people and the web nodes of a fleet. */
interface Balancer extends AutoCloseable {
  /** Where people reach it. */
  URI url();

  @Override
  void close();
}
