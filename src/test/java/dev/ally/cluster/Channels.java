package dev.ally.cluster;

import dev.ally.bus.Role;
import dev.ally.config.ClusterSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.jgroups.JChannel;

/** Nodes of one cluster that are members and no more: no maps, no bus, no verticles. */
record Channels(Path cluster) {
  static Channels in(Path directory) throws IOException {
    Path cluster = directory.resolve("cluster");
    new Authority(Clock.systemUTC(), new SecureRandom()).init(cluster);
    return new Channels(cluster);
  }

  /**
   * Joins, or begins alone.
   *
   * @param port of the cluster
   * @param known the port of a node that is there already
   */
  JChannel join(int port, int known) throws Exception {
    Path keys = cluster.resolve("totp");
    ClusterSettings settings = new ClusterSettings(
        new ClusterSettings.Hosts(List.of(new ClusterSettings.Address("127.0.0.1", known))),
        "127.0.0.1", port, 0, Optional.empty(), keys);
    return Stack.channel(settings, Credentials.read(keys, EnumSet.of(Role.TOTP), Clock.systemUTC()), "totp-" + port)
        .connect("ally");
  }
}
