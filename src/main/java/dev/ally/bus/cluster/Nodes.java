package dev.ally.bus.cluster;

import dev.ally.bus.Role;
import java.util.List;

/** The processes that have joined, as the cluster sees them now. */
public interface Nodes {
  /** The id of this node. */
  String self();

  /** The ids of the nodes that claim this role; any member can claim it. */
  List<String> with(Role role);
}
